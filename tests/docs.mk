# SPDX-License-Identifier: BSD-2-Clause
# `make docs` writes what follows from the two lists: conf/mxvet.conf.full, docs/checks.md, docs/replies.md, docs/decision-log.md, and mxvet.conf(5).

GENERATE_DOCS := $(BUILD)/tests/support/generate_docs

$(GENERATE_DOCS): $(GENERATE_DOCS).o $(BUILD)/libmxvet.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(MX_CFLAGS) $(MX_LDFLAGS) -o $@ $^ $(MX_LDLIBS)

# DOCS_TO is elsewhere when lint compares.
DOCS_TO ?= .
.PHONY: docs
docs: $(GENERATE_DOCS)
	$(Q)mkdir -p $(DOCS_TO)/conf $(DOCS_TO)/docs/man
	$(Q)$< conf >$(DOCS_TO)/conf/mxvet.conf.full
	$(Q)$< fill docs/checks.md.in >$(DOCS_TO)/docs/checks.md
	$(Q)$< fill docs/decision-log.md.in >$(DOCS_TO)/docs/decision-log.md
	$(Q)$< fill docs/replies.md.in >$(DOCS_TO)/docs/replies.md
	$(Q)$< fill docs/man/mxvet.conf.5.in >$(DOCS_TO)/docs/man/mxvet.conf.5

-include $(GENERATE_DOCS).d
