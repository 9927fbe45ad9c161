# SPDX-License-Identifier: BSD-2-Clause
# Junk from 3.00 points on.

require ["fileinto", "relational", "comparator-i;ascii-numeric"];

if header :value "ge" :comparator "i;ascii-numeric" "X-MXVet-Risk" "30" {
	fileinto "Junk";
}
