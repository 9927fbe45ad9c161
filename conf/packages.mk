# SPDX-License-Identifier: BSD-2-Clause
# What mxvet needs from the system, by Debian's names, in this place only: to build, to test, to lint and fuzz.

DEPS_BUILD := gcc libc6-dev make pkg-config libmilter-dev libc-ares-dev libspf2-dev libpsl-dev libidn2-dev \
	libconfuse-dev libsodium-dev
DEPS_TEST  := libcmocka-dev miltertest postfix procps python3 python3-authres python3-spf python3-yaml
DEPS_LINT  := binutils clang libclang-rt-dev clang-format cppcheck git lcov mandoc

# Installs what is missing, without a question; only then it takes root, or sudo. Postfix comes without a
# configuration, so that no mail server starts here because somebody runs the tests.
define install_packages
$(Q)missing=$$(for package in $(1); do \
	dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q '^install ok installed' || echo $$package; \
done); \
[ -n "$$missing" ] || exit 0; \
command -v apt-get >/dev/null || { echo "not a Debian system; please install:" $$missing >&2; exit 1; }; \
as_root=; [ "$$(id -u)" -eq 0 ] || as_root=sudo; \
echo "  APT    " $$missing; \
case " "$$missing" " in *postfix*) \
	echo 'postfix postfix/main_mailer_type select No configuration' | $$as_root debconf-set-selections;; \
esac; \
$$as_root apt-get -qq update </dev/null && \
$$as_root env DEBIAN_FRONTEND=noninteractive \
	apt-get -qq -y --no-install-recommends install $$missing </dev/null >/dev/null
endef

.PHONY: deps test-deps lint-deps
deps:
	$(call install_packages,$(DEPS_BUILD))
test-deps:
	$(call install_packages,$(DEPS_TEST))
lint-deps:
	$(call install_packages,$(DEPS_LINT))
