# SPDX-License-Identifier: BSD-2-Clause
# tests/fuzz/TARGET_fuzz.c is fed by libFuzzer with `make fuzz [TARGET=...] [TIME=seconds]`. The same targets, with any compiler
# and a small main of ours, read each file of tests/fuzz/corpus/TARGET/ once in `make test`.

TARGET ?= $(FUZZ_TARGETS)
TIME   ?= 60

FUZZ_SOURCES  := $(sort $(wildcard tests/fuzz/*_fuzz.c))
FUZZ_TARGETS  := $(FUZZ_SOURCES:tests/fuzz/%_fuzz.c=%)
FUZZ_PROGRAMS := $(FUZZ_TARGETS:%=$(BUILD)/tests/fuzz/%)
# libFuzzer brings a main of its own.
FUZZ_MAIN     := $(if $(findstring fuzzer,$(SANITIZE)),-fsanitize=fuzzer,$(BUILD)/tests/support/fuzz_main.o)

$(FUZZ_PROGRAMS): $(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%_fuzz.o $(filter %.o,$(FUZZ_MAIN)) $(BUILD)/tests/unit/support.a $(BUILD)/libmxvet.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(MX_CFLAGS) $(MX_LDFLAGS) $(filter -%,$(FUZZ_MAIN)) -o $@ $^ $(MX_LDLIBS)

.PHONY: fuzz fuzz-programs
fuzz-programs: $(FUZZ_PROGRAMS)
unit-programs: fuzz-programs

fuzz: deps unit-deps lint-deps
	$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=clang SANITIZE=fuzzer-no-link,address,undefined fuzz-programs
	$(Q)for target in $(TARGET); do \
		mkdir -p $(BUILD)/fuzz/found/$$target && \
		$(BUILD)/fuzz/tests/fuzz/$$target -max_total_time=$(TIME) -timeout=10 -rss_limit_mb=1024 \
			-artifact_prefix=$(BUILD)/fuzz/$$target- -print_final_stats=1 \
			$$(ls tests/fuzz/$${target%%_*}.dict 2>/dev/null | sed s/^/-dict=/) \
			$(BUILD)/fuzz/found/$$target $$(ls -d tests/fuzz/corpus/$$target 2>/dev/null) || exit 1; \
	done

.SECONDARY: $(FUZZ_SOURCES:%.c=$(BUILD)/%.o)
-include $(FUZZ_SOURCES:%.c=$(BUILD)/%.d) $(BUILD)/tests/support/fuzz_main.d
