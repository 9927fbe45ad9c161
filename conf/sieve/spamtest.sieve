# SPDX-License-Identifier: BSD-2-Clause
# The same for scripts that need not know whose judgement it is.

require ["fileinto", "relational", "comparator-i;ascii-numeric",
	"spamtestplus"];

if spamtest :percent :value "ge" :comparator "i;ascii-numeric" "30" {
	fileinto "Junk";
}
