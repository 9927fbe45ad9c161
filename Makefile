# SPDX-License-Identifier: BSD-2-Clause
# mxvet: `make` builds build/mxvet, `make deps` installs what that needs, `make help` tells the rest.

VERSION   := 0.1.0
CC        ?= cc
PKG_CONFIG ?= pkg-config
BUILD     ?= build
PREFIX    ?= /usr/local
SBINDIR   ?= $(PREFIX)/sbin
MANDIR    ?= $(PREFIX)/share/man
SYSCONFDIR ?= /etc
DESTDIR   ?=
CFLAGS    ?= -O2 -g
WERROR    ?=
SANITIZE  ?=
V         ?= 0

LIBRARIES := libcares libpsl libidn2 libsodium
WARNINGS  := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wformat=2 -Wvla -Wswitch-enum -Wundef -Wdeclaration-after-statement $(WERROR) -Wno-error=deprecated-declarations
HARDENING := -fstack-protector-strong -fPIE
# A packager's own level stands, whatever it is.
ifeq ($(findstring _FORTIFY_SOURCE,$(CFLAGS) $(CPPFLAGS)),)
HARDENING += -D_FORTIFY_SOURCE=2
endif
ifneq ($(SANITIZE),)
# gcc sees conversions in what the sanitizers insert; the plain build checks ours.
WARNINGS  := $(filter-out -Wconversion,$(WARNINGS))
HARDENING := -fno-omit-frame-pointer -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fPIE
endif

MX_CPPFLAGS = -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -DMXVET_VERSION='"$(VERSION)"' -DMXVET_SYSCONFDIR='"$(SYSCONFDIR)"' -Iinclude $(CPPFLAGS)
MX_CFLAGS   = -std=c11 $(WARNINGS) $(HARDENING) -pthread $(CFLAGS) \
	$(shell $(PKG_CONFIG) --cflags $(LIBRARIES))
MX_LDFLAGS  = -pthread -pie -Wl,-z,relro,-z,now $(addprefix -fsanitize=,$(SANITIZE)) $(LDFLAGS)
MX_LDLIBS   = $(shell $(PKG_CONFIG) --libs $(LIBRARIES)) -lmilter -lspf2 -lresolv $(LDLIBS)

# Objects are made again when what they are made with has changed.
FLAGS := $(CC) $(MX_CPPFLAGS) $(WARNINGS) $(HARDENING) $(CFLAGS) $(LDFLAGS)

SOURCES  := $(sort $(wildcard milter/*.c milter/*/*.c milter/*/*/*.c))
OBJECTS  := $(SOURCES:%.c=$(BUILD)/%.o)
INNER    := $(filter-out $(BUILD)/milter/main.o,$(OBJECTS))

Q := $(if $(filter 1,$(V)),,@)
say = @printf '  %-7s %s\n' '$(1)' '$(2)'

.PHONY: all help install uninstall clean FORCE
all: $(BUILD)/mxvet

$(BUILD)/mxvet: $(BUILD)/milter/main.o $(BUILD)/libmxvet.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(MX_CFLAGS) $(MX_LDFLAGS) -o $@ $^ $(MX_LDLIBS)

$(BUILD)/libmxvet.a: $(INNER)
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/flags: FORCE
	@mkdir -p $(@D); text='$(subst ','\'',$(FLAGS))'; \
	[ "$$text" = "$$(cat $@ 2>/dev/null)" ] || printf '%s\n' "$$text" >$@

$(BUILD)/%.o: %.c $(BUILD)/flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D) && $(CC) $(MX_CPPFLAGS) $(MX_CFLAGS) -MMD -MP -c -o $@ $<

-include $(OBJECTS:.o=.d)
include conf/packages.mk $(sort $(filter-out conf/packages.mk,$(wildcard conf/*.mk tests/*.mk)))

clean:
	rm -rf $(BUILD)

define HELP
  make             build/mxvet (CC, CFLAGS, BUILD, WERROR=-Werror, SANITIZE=address,undefined, V=1 to see commands)
  make deps        installs what building needs
  make demo        shows mxvet at work behind a Postfix of its own (MODE=enforce: and refusing)
  make test        installs what the tests need and runs all of them; tests/run NAME runs some
  make check       test, lint and sanitize
  make unit        the unit tests only
  make check-release  the same on a fresh Debian, and the package (SUITE=trixie, bookworm), as root
  make sanitize    the tests under AddressSanitizer and UBSan
  make tsan        the tests under ThreadSanitizer
  make fuzz        fuzzes each target for a minute (TARGET=config, TIME=600)
  make bench       what it costs, beside filters that do nothing (four minutes; docs/performance.md)
  make tuning      how well names and messages are told apart (DATA=FOLDER; docs/tuning.md)
  make coverage    what the tests run through
  make lint        what keeps the house in order
  make format      lays the source out in the house style
  make docs        writes what follows from the two lists
  make install     to PREFIX=$(PREFIX) and SYSCONFDIR=$(SYSCONFDIR), below DESTDIR
  make deb         builds the Debian package of this release in build/deb
  make uninstall   removes what install put there; the configuration and the logs stay
  make clean       removes build/
endef
help:
	@: $(info $(HELP))
