# SPDX-License-Identifier: BSD-2-Clause
# Unit tests: tests/unit/<path under milter/>/<stem>_test.c is one cmocka program each, linked with the archive and with
# whatever stands in tests/unit/support/. `make unit-programs` builds them, `make unit` runs them as well.

UNIT_SOURCES  := $(sort $(foreach depth,* */* */*/* */*/*/*,$(wildcard tests/unit/$(depth)_test.c)))
UNIT_SUPPORT  := $(sort $(wildcard tests/unit/support/*.c))
UNIT_PROGRAMS := $(UNIT_SOURCES:%.c=$(BUILD)/%)

# cmocka hands every test a state that few of them want.
$(BUILD)/tests/%.o: MX_CPPFLAGS += -I.
$(BUILD)/tests/%.o: MX_CFLAGS += -Wno-unused-parameter -Wno-declaration-after-statement

# An archive, so that a test links only the helpers it calls.
$(BUILD)/tests/unit/support.a: $(UNIT_SUPPORT:%.c=$(BUILD)/%.o)
	$(Q)rm -f $@ && ar rcs $@ $^

$(UNIT_PROGRAMS): %: %.o $(BUILD)/tests/unit/support.a $(BUILD)/libmxvet.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(MX_CFLAGS) $(MX_LDFLAGS) -o $@ $^ -lcmocka $(MX_LDLIBS)

.PHONY: unit unit-programs
unit-programs: $(UNIT_PROGRAMS)

unit: deps unit-deps
	$(Q)$(MAKE) --no-print-directory unit-programs
	@failed=0; for program in $(UNIT_PROGRAMS); do \
		$$program >$$program.out 2>&1 || { failed=$$((failed + 1)); cat $$program.out; }; \
	done; echo "$(words $(UNIT_PROGRAMS)) unit test programs, $$failed failed"; [ $$failed -eq 0 ]

.SECONDARY: $(UNIT_SOURCES:%.c=$(BUILD)/%.o) $(UNIT_SUPPORT:%.c=$(BUILD)/%.o)
-include $(UNIT_SOURCES:%.c=$(BUILD)/%.d) $(UNIT_SUPPORT:%.c=$(BUILD)/%.d)
