# SPDX-License-Identifier: BSD-2-Clause
# The same for scripts that shall not know whose judgement it is: 30 percent are 3.00 points.

require ["fileinto", "relational", "comparator-i;ascii-numeric", "spamtestplus"];

if spamtest :percent :value "ge" :comparator "i;ascii-numeric" "30" {
	fileinto "Junk";
}
