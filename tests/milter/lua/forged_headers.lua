-- SPDX-License-Identifier: BSD-2-Clause
-- What claims to be ours goes, what belongs to others stays.
function message(fields)
	assert(mt.mailfrom(conn, "<someone@example.net>") == nil)
	assert(mt.rcptto(conn, "<user@example.org>") == nil)
	assert(mt.data(conn) == nil)
	for _, field in ipairs(fields) do
		assert(mt.header(conn, field[1], field[2]) == nil)
	end
	assert(mt.eoh(conn) == nil)
	assert(mt.eom(conn) == nil)
	assert(mt.getreply(conn) == SMFIR_CONTINUE)
end

conn = mt.connect(socket)
assert(conn ~= nil, "no connection")
mt.macro(conn, SMFIC_CONNECT, "j", "mx.example.com")
assert(mt.conninfo(conn, "mail.example.net", "192.0.2.1") == nil)
assert(mt.helo(conn, "mail.example.net") == nil)

message({{"X-MXVet", "score=-99.00"}, {"X-MXVet-Score", "-99.00"}, {"X-MXVet-Made-Up", "x"}})
assert(mt.eom_check(conn, MT_HDRDELETE, "X-MXVet"), "X-MXVet stays")
assert(mt.eom_check(conn, MT_HDRDELETE, "X-MXVet-Score"), "X-MXVet-Score stays")
assert(mt.eom_check(conn, MT_HDRDELETE, "X-MXVet-Made-Up"), "X-MXVet-Made-Up stays")
assert(not mt.eom_check(conn, MT_HDRDELETE, "Authentication-Results"), "a field that is not there was deleted")
mt.disconnect(conn)

conn = mt.connect(socket)
mt.macro(conn, SMFIC_CONNECT, "j", "mx.example.com")
assert(mt.conninfo(conn, "mail.example.net", "192.0.2.1") == nil)
assert(mt.helo(conn, "mail.example.net") == nil)
message({{"Authentication-Results", "mx.other.example; spf=pass"}})
assert(not mt.eom_check(conn, MT_HDRDELETE), "somebody else's field was deleted")
mt.disconnect(conn)
