# SPDX-License-Identifier: BSD-2-Clause
# What keeps the house in order: `make lint` runs every script in tests/lint/; `make format` and `make docs` mend what two
# of them find.

.PHONY: lint format tsan coverage
lint: deps unit-deps lint-deps
	$(Q)$(MAKE) --no-print-directory all unit-programs
	$(Q)BUILD=$(BUILD) MAKE="$(MAKE)" tests/lint/run

format:
	$(Q)clang-format -i $$(git ls-files '*.c' '*.h')

# Threads, watched. libmilter's own are not ours to mend.
tsan: deps test-deps
	$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD)/tsan SANITIZE=thread all unit-programs
	$(Q)TSAN_OPTIONS="suppressions=$(CURDIR)/tests/support/tsan.supp" BUILD=$(BUILD)/tsan tests/run unit milter

# What the unit tests and scenarios run through, by file, and as pages in build/coverage/html.
coverage: deps test-deps lint-deps
	$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD)/coverage CFLAGS="-O0 -g --coverage" LDFLAGS=--coverage \
		HARDENING=-fPIE all unit-programs
	$(Q)find $(BUILD)/coverage -name '*.gcda' -delete
	$(Q)BUILD=$(BUILD)/coverage tests/run unit fuzz scenario milter
	$(Q)lcov -q -c -d $(BUILD)/coverage/milter -b . --no-external -o $(BUILD)/coverage/info
	$(Q)genhtml -q -o $(BUILD)/coverage/html $(BUILD)/coverage/info
	$(Q)lcov -q --list $(BUILD)/coverage/info
