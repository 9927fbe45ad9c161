# SPDX-License-Identifier: BSD-2-Clause
# `make bench` builds tests/bench/NAME_bench.c, with NAME_bench_*.c beside it, and runs each.

BENCH_SOURCES  := $(sort $(wildcard tests/bench/*_bench.c))
BENCH_PROGRAMS := $(BENCH_SOURCES:%.c=$(BUILD)/%)
bench_parts = $(patsubst %.c,$(BUILD)/%.o,$(1).c $(wildcard $(1)_*.c))

.SECONDEXPANSION:
$(BENCH_PROGRAMS): $(BUILD)/%: $$(call bench_parts,%) $(BUILD)/tests/unit/support.a $(BUILD)/libmxvet.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(MX_CFLAGS) $(MX_LDFLAGS) -o $@ $^ $(MX_LDLIBS)

.PHONY: bench
bench: $(BENCH_PROGRAMS)
	@for program in $(BENCH_PROGRAMS); do echo "$$program"; $$program || exit 1; done
