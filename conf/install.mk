# SPDX-License-Identifier: BSD-2-Clause
# `make install [DESTDIR=...] [PREFIX=...]`; an existing configuration is left alone.

DOCDIR ?= $(PREFIX)/share/doc/mxvet
CONFIG_FILE := $(DESTDIR)$(SYSCONFDIR)/mxvet/mxvet.conf

install: $(BUILD)/mxvet
	install -D -m 755 $(BUILD)/mxvet $(DESTDIR)$(SBINDIR)/mxvet
	for page in mxvet.8 mxvet.conf.5 mxvet-headers.7; do \
		install -D -m 644 docs/man/$$page $(DESTDIR)$(MANDIR)/man$${page##*.}/$$page || exit 1; \
	done
	for file in conf/*/*; do install -D -m 644 $$file $(DESTDIR)$(DOCDIR)/$${file#conf/} || exit 1; done
	[ -e $(CONFIG_FILE) ] || install -D -m 644 conf/mxvet.conf $(CONFIG_FILE)
