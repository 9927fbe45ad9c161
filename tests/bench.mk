# SPDX-License-Identifier: BSD-2-Clause
# `make bench` takes the figures of docs/performance.md: tests/bench/run plays mail against mxvet and against filters that do
# nothing, then each tests/bench/NAME_bench.c (with NAME_bench_*.c beside it) measures one part alone.

BENCH_SOURCES  := $(sort $(wildcard tests/bench/*_bench.c))
BENCH_PROGRAMS := $(BENCH_SOURCES:%.c=$(BUILD)/%)
BENCH_TOOLS    := $(addprefix $(BUILD)/tests/bench/,load zone_server plain_filter)
bench_parts = $(patsubst %.c,$(BUILD)/%.o,$(1).c $(wildcard $(1)_*.c))

$(BUILD)/tests/bench/load: $(addprefix $(BUILD)/tests/bench/,mta_session.o histogram.o)

.SECONDEXPANSION:
$(BENCH_PROGRAMS) $(BENCH_TOOLS): $(BUILD)/%: $$(call bench_parts,%) $(BUILD)/tests/unit/support.a $(BUILD)/libmxvet.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(MX_CFLAGS) $(MX_LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(MX_LDLIBS)

.PHONY: bench bench-programs
bench-programs: $(BENCH_PROGRAMS) $(BENCH_TOOLS)

bench: deps demo-deps unit-deps
	$(Q)$(MAKE) --no-print-directory all bench-programs
	$(Q)BUILD=$(BUILD) tests/bench/run

-include $(wildcard $(BUILD)/tests/bench/*.d)
