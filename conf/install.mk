# SPDX-License-Identifier: BSD-2-Clause
# `make install [DESTDIR=...] [PREFIX=...]`; an existing configuration is left alone.

DOCDIR       ?= $(PREFIX)/share/doc/mxvet
UNITDIR      ?= $(PREFIX)/lib/systemd/system
SYSUSERSDIR  ?= $(PREFIX)/lib/sysusers.d
TMPFILESDIR  ?= $(PREFIX)/lib/tmpfiles.d
COMPLETIONDIR ?= $(PREFIX)/share/bash-completion/completions
LOGROTATEDIR ?= $(SYSCONFDIR)/logrotate.d
CONFIG_FILE  := $(DESTDIR)$(SYSCONFDIR)/mxvet/mxvet.conf

# Files to copy, and files that belong to the system.
SAMPLES      := $(filter-out conf/systemd/% conf/logrotate/% conf/bash-completion/%,$(wildcard conf/*/*))
DOCUMENTS    := $(addprefix docs/,checks.md decision-log.md replies.md tuning.md)

# Paths as they are in the sources, and where they are here.
PATHS := -e 's|/usr/local/sbin|$(SBINDIR)|g' -e 's|/usr/local/share/doc/mxvet|$(DOCDIR)|g' -e 's|/etc/mxvet|$(SYSCONFDIR)/mxvet|g'

# What `make install` puts in its place, apart from files in SYSCONFDIR, which may be yours by now.
uninstall:
	rm -f $(DESTDIR)$(SBINDIR)/mxvet $(DESTDIR)$(UNITDIR)/mxvet.service $(DESTDIR)$(SYSUSERSDIR)/mxvet.conf \
		$(DESTDIR)$(TMPFILESDIR)/mxvet.conf $(DESTDIR)$(COMPLETIONDIR)/mxvet
	for page in mxvet.8 mxvet.conf.5 mxvet-headers.7; do rm -f $(DESTDIR)$(MANDIR)/man$${page##*.}/$$page; done
	rm -rf $(DESTDIR)$(DOCDIR)
	@echo "left as they are: $(SYSCONFDIR)/mxvet, $(LOGROTATEDIR)/mxvet, /var/log/mxvet and the user mxvet"

install: $(BUILD)/mxvet
	install -D -m 755 $(BUILD)/mxvet $(DESTDIR)$(SBINDIR)/mxvet
	for page in mxvet.8 mxvet.conf.5 mxvet-headers.7; do \
		install -D -m 644 docs/man/$$page $(DESTDIR)$(MANDIR)/man$${page##*.}/$$page && \
		sed -i $(PATHS) $(DESTDIR)$(MANDIR)/man$${page##*.}/$$page || exit 1; \
	done
	for file in $(SAMPLES); do install -D -m 644 $$file $(DESTDIR)$(DOCDIR)/$${file#conf/} || exit 1; done
	install -m 644 $(DOCUMENTS) conf/mxvet.conf.full $(DESTDIR)$(DOCDIR)
	[ -e $(CONFIG_FILE) ] || install -D -m 644 conf/mxvet.conf $(CONFIG_FILE)
	[ -e $(DESTDIR)$(LOGROTATEDIR)/mxvet ] || \
		install -D -m 644 conf/logrotate/mxvet $(DESTDIR)$(LOGROTATEDIR)/mxvet
	install -D -m 644 conf/systemd/sysusers.conf $(DESTDIR)$(SYSUSERSDIR)/mxvet.conf
	install -D -m 644 conf/systemd/tmpfiles.conf $(DESTDIR)$(TMPFILESDIR)/mxvet.conf
	install -D -m 644 conf/systemd/mxvet.service $(DESTDIR)$(UNITDIR)/mxvet.service
	sed -i $(PATHS) $(DESTDIR)$(UNITDIR)/mxvet.service
	install -D -m 644 conf/bash-completion/mxvet $(DESTDIR)$(COMPLETIONDIR)/mxvet
