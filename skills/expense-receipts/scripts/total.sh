#!/usr/bin/env bash
# Adds up expenses.csv (date,seller,amount,currency,category,note) by currency and category, in whole cents.
set -eu
file="${1:?Name the CSV file, such as: total.sh expenses.csv}"
[ -r "$file" ] || { echo "There is no file $file in the workspace." >&2; exit 2; }

LC_ALL=C awk -F, '
function refuse(why) { printf "line %d: %s: %s\n", NR, why, $0 > "/dev/stderr"; bad = 1 }
function money(cents,    sign) {
  sign = cents < 0 ? "-" : ""
  if (cents < 0) cents = -cents
  return sprintf("%s%d.%02d", sign, int(cents / 100), cents % 100)
}
{ sub(/\r$/, "") }
NR == 1 { if ($0 != "date,seller,amount,currency,category,note") refuse("not the head that was agreed"); next }
/^[ \t]*$/ { next }
NF != 6 { refuse("not six fields"); next }
$1 !~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$/ { refuse("not a date such as 2026-11-23"); next }
$3 !~ /^-?[0-9]+\.[0-9][0-9]$/ { refuse("not an amount such as 12.50"); next }
length($3) > 13 { refuse("an amount larger than anybody is paid back"); next }
$4 !~ /^[A-Z][A-Z][A-Z]$/ { refuse("not a currency such as EUR"); next }
{
  amount = $3
  sub(/\./, "", amount)
  total[$4] += amount + 0
  part[$4 " " ($5 == "" ? "none" : $5)] += amount + 0
  count[$4]++
}
END {
  if (bad) exit 1
  for (c in total) printf "total %s %s (%d receipts)\n", c, money(total[c]), count[c] | "sort"
  close("sort")
  for (p in part) printf "category %s %s\n", p, money(part[p]) | "sort"
  close("sort")
}' "$file"
