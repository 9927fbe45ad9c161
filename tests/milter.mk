# SPDX-License-Identifier: BSD-2-Clause
# The blocking milter of tests/milter/pool.py.

POOL_PROBE := $(BUILD)/tests/milter/pool_probe

$(POOL_PROBE): %: %.o $(BUILD)/libmxvet.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(MX_CFLAGS) $(MX_LDFLAGS) -o $@ $^ $(MX_LDLIBS)

unit-programs: $(POOL_PROBE)
-include $(POOL_PROBE:%=%.d)
