# SPDX-License-Identifier: BSD-2-Clause
# `make test` installs what is missing, builds, and runs every test; `make demo` shows the thing at work.
# `tests/run NAME` runs one suite or one test of what is built.

# Python leaves nothing beside what it reads.
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: test demo check sanitize
test: deps test-deps
	$(Q)$(MAKE) --no-print-directory all unit-programs
	$(Q)BUILD=$(BUILD) tests/run

# The suite once more, with a binary that notices every misstep in memory and arithmetic.
sanitize: deps test-deps
	$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD)/asan SANITIZE=address,undefined all unit-programs
	$(Q)BUILD=$(BUILD)/asan tests/run

check: test
	$(Q)$(MAKE) --no-print-directory lint
	$(Q)$(MAKE) --no-print-directory sanitize

# MODE=enforce shows refusals.
demo: deps demo-deps
	$(Q)$(MAKE) --no-print-directory all
	$(Q)MODE=$(MODE) BUILD=$(BUILD) tests/support/demo.py

# The README's two commands and the package on a fresh Debian, as root: make check-release SUITE=bookworm
SUITE ?= trixie
.PHONY: check-release
check-release:
	$(Q)tests/release/run $(SUITE)
