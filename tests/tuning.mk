# SPDX-License-Identifier: BSD-2-Clause
# `make tuning DATA=FOLDER` measures the reverse name classifier and the default points on labelled facts; what the
# tables hold stands at the top of each program, what the figures mean in docs/tuning.md. CARD=milter/judge/rdns_card.h writes the card.

TUNING_PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard tests/tuning/*.c)))

$(BUILD)/tests/tuning/%.o: MX_CPPFLAGS += -I.

$(TUNING_PROGRAMS): %: %.o $(BUILD)/libmxvet.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(MX_CFLAGS) $(MX_LDFLAGS) -o $@ $^ $(MX_LDLIBS) -lm

.PHONY: tuning
tuning: $(TUNING_PROGRAMS)
	$(if $(DATA),,$(error say where the tables are: make tuning DATA=FOLDER))
	$(Q)$(BUILD)/tests/tuning/rdns_figures $(DATA)/rdns_names.tsv
	$(Q)$(BUILD)/tests/tuning/rdns_signs $(DATA)/rdns_names.tsv | tests/tuning/fit_card.py $(if $(CARD),--write $(CARD))
	$(Q)$(BUILD)/tests/tuning/evaluate $(wildcard $(DATA)/messages_*.tsv)

-include $(TUNING_PROGRAMS:=.d)
