-- SPDX-License-Identifier: BSD-2-Clause
-- A client of no known family, no HELO, a null sender, and an MTA that hangs up in the middle.
conn = mt.connect(socket)
assert(conn ~= nil, "no connection")
assert(mt.conninfo(conn, "unknown", "unspec") == nil)
assert(mt.getreply(conn) == SMFIR_CONTINUE, "connect")
assert(mt.mailfrom(conn, "<>") == nil)
assert(mt.getreply(conn) == SMFIR_CONTINUE, "mail")
assert(mt.rcptto(conn, "<user@example.org>") == nil)
assert(mt.data(conn) == nil)
assert(mt.eoh(conn) == nil)
assert(mt.eom(conn) == nil)
assert(mt.getreply(conn) == SMFIR_CONTINUE, "end of message")
assert(mt.eom_check(conn, MT_HDRINSERT, "X-MXVet"), "no X-MXVet")

assert(mt.mailfrom(conn, "<someone@example.net>") == nil)
assert(mt.rcptto(conn, "<user@example.org>") == nil)
mt.disconnect(conn, false)

conn = mt.connect(socket)
assert(conn ~= nil, "no connection after an abrupt end")
assert(mt.conninfo(conn, "mail.example.net", "2001:db8::1") == nil)
assert(mt.getreply(conn) == SMFIR_CONTINUE, "connect by IPv6")
mt.disconnect(conn)
