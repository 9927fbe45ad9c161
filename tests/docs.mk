# SPDX-License-Identifier: BSD-2-Clause
# `make docs` writes what follows from the lists: conf/mxvet.conf.full,
# conf/bash-completion/mxvet, docs/checks.md, docs/replies.md, docs/decision-log.md, mxvet(8) and mxvet.conf(5).

GENERATE_DOCS := $(BUILD)/tests/support/generate_docs

$(GENERATE_DOCS): $(GENERATE_DOCS).o $(BUILD)/libmxvet.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(MX_CFLAGS) $(MX_LDFLAGS) -o $@ $^ $(MX_LDLIBS)

# DOCS_TO is elsewhere when lint compares.
DOCS_TO ?= .
.PHONY: docs
docs: $(GENERATE_DOCS)
	$(Q)mkdir -p $(DOCS_TO)/conf/bash-completion $(DOCS_TO)/docs/man
	$(Q)$< conf >$(DOCS_TO)/conf/mxvet.conf.full
	$(Q)$< completion >$(DOCS_TO)/conf/bash-completion/mxvet
	$(Q)$< fill docs/man/mxvet.8.in >$(DOCS_TO)/docs/man/mxvet.8
	$(Q)$< fill docs/checks.md.in >$(DOCS_TO)/docs/checks.md
	$(Q)$< fill docs/decision-log.md.in >$(DOCS_TO)/docs/decision-log.md
	$(Q)$< fill docs/replies.md.in >$(DOCS_TO)/docs/replies.md
	$(Q)$< fill docs/man/mxvet.conf.5.in >$(DOCS_TO)/docs/man/mxvet.conf.5

-include $(GENERATE_DOCS).d
