# SPDX-License-Identifier: BSD-2-Clause
# What mxvet needs from the system, by Debian's names, in this place only: to build, to show, to test, to lint and fuzz.

DEPS_BUILD := gcc libc6-dev make pkg-config libmilter-dev libc-ares-dev libspf2-dev libpsl-dev libidn2-dev \
	libsodium-dev
DEPS_DEMO  := postfix procps python3 python3-authres
DEPS_UNIT  := libcmocka-dev wamerican wngerman
DEPS_TEST  := $(DEPS_DEMO) $(DEPS_UNIT) miltertest python3-spf python3-yaml
DEPS_LINT  := binutils musl-tools clang libclang-rt-dev clang-format cppcheck git lcov mandoc

# What the tests unpack below the build folder and do not install (another MTA, readers of our fields), so no service starts, no
# user is added, and the mail server that is there stays. The libraries and modules that these packages depend on are
# installed, by the names that the release has for them.
UNPACKED   := sendmail-bin sendmail-cf spamassassin rspamd dovecot-core dovecot-sieve opendmarc opendkim
DEPS_TEST  += iproute2 m4 openssl perl publicsuffix

# Debian has one mail server at a time, so for postfix apt would take another one away: MTA=replace allows that.
MTA ?=
mail_servers = dpkg-query -W -f '$${db:Status-Status} $${Package} $${Provides}\n' | \
	sed -n '/mail-transport-agent/s/^installed \([^ ]*\) .*/\1/p'

# Installs what is missing, without a question; only then it takes root, or sudo. Postfix comes without a
# configuration, so that running the tests starts no mail server.
define install_packages
$(Q)missing=$$(echo $$(for package in $(1); do \
	dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q '^install ok installed' || echo $$package; \
done)); \
[ -n "$$missing" ] || exit 0; \
command -v apt-get >/dev/null || { echo "not a Debian system; please install:" $$missing >&2; exit 1; }; \
as_root=; [ "$$(id -u)" -eq 0 ] || as_root=sudo; \
case " $$missing " in *' postfix '*) others=$$($(mail_servers));; *) others=;; esac; \
if [ -n "$$others" ] && [ '$(MTA)' != replace ]; then \
	echo "postfix is needed here, and installing it removes the mail server of this machine:" $$others >&2; \
	echo "\`make $(MAKECMDGOALS) MTA=replace\` does that" >&2; exit 1; \
fi; \
echo "  APT    " $$missing; \
case " $$missing " in *' postfix '*) \
	echo 'postfix postfix/main_mailer_type select No configuration' | $$as_root debconf-set-selections;; \
esac; \
$$as_root apt-get -qq update </dev/null && \
$$as_root env DEBIAN_FRONTEND=noninteractive \
	apt-get -qq -y --no-install-recommends install $$missing </dev/null >/dev/null
endef

$(BUILD)/unpacked: conf/packages.mk
	@echo "  FETCH  " $(UNPACKED)
	$(Q)rm -rf $@ $@.new && mkdir -p $@.new
	$(Q)as_root=; [ "$$(id -u)" -eq 0 ] || as_root=sudo; $$as_root apt-get -qq update </dev/null
	$(Q)cd $@.new && apt-get -qq -o APT::Sandbox::User=root download $(UNPACKED) && \
		for package in *.deb; do dpkg-deb -f $$package Pre-Depends Depends >>depends.all && \
			dpkg -x $$package . && rm $$package || exit 1; done && \
		sed 's/^[A-Z][A-Za-z-]*: //; s/, /\n/g' depends.all | sed -n 's/^\(lib[^ (|:]*\).*/\1/p' | sort -u >depends
	$(Q)touch $@.new && mv $@.new $@

.PHONY: deps demo-deps unit-deps test-deps lint-deps
deps:
	$(call install_packages,$(DEPS_BUILD))
demo-deps:
	$(call install_packages,$(DEPS_DEMO))
unit-deps:
	$(call install_packages,$(DEPS_UNIT))
test-deps: $(BUILD)/unpacked
	$(call install_packages,$(DEPS_TEST) $$(cat $(BUILD)/unpacked/depends))
lint-deps:
	$(call install_packages,$(DEPS_LINT))
