# SPDX-License-Identifier: BSD-2-Clause
# `make deb` builds mxvet_VERSION_ARCH.deb for this release in build/deb, from the files that git knows. The same source
# gives the same package.

DEPS_DEB := $(DEPS_BUILD) build-essential debhelper dh-sequence-installsysusers fakeroot git lintian $(DEPS_UNIT) python3

.PHONY: deb deb-deps
deb-deps:
	$(call install_packages,$(DEPS_DEB))

deb: deb-deps
	$(Q)rm -rf $(BUILD)/deb && mkdir -p $(BUILD)/deb/mxvet-$(VERSION)
	$(Q)git ls-files -z | xargs -0 cp --parents -t $(BUILD)/deb/mxvet-$(VERSION)
	$(Q)cd $(BUILD)/deb/mxvet-$(VERSION) && env -u MAKEFLAGS -u MFLAGS -u BUILD -u CFLAGS -u WERROR \
		dpkg-buildpackage -us -uc -b >../build.log 2>&1 || { tail -n 40 ../build.log; exit 1; }
	@ls $(BUILD)/deb/*.deb

