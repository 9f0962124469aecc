"""Replays Olist's real leads and deals, and compares the reports with what pandas counts in the same files.

    python tests/olist/compare.py DATA LEADWRIGHT

DATA is the folder of olist_leads.csv and olist_deals.csv; where it is missing, the comparison is skipped. LEADWRIGHT is the
binary of the runner. It ends with 1 if one number differs.

The rules that both follow: days are those of the company's zone; a lead arrives at the beginning of the day of its first
contact; a deal before its lead's arrival counts as won on the first day; "within 30 days" is 30 times 24 hours.
"""

import json
import subprocess
import sys
from pathlib import Path

import pandas

ZONE = "Europe/Lisbon"
RANGE = ["--from", "2017-01-01", "--to", "2019-12-31"]
MAP = ["mql_id=id", "first_contact_date=date", "origin=source", "landing_page_id=landing_page"]


def expected(data: Path) -> dict:
    leads = pandas.read_csv(data / "olist_leads.csv")
    deals = pandas.read_csv(data / "olist_deals.csv")
    local = lambda texts, form: pandas.to_datetime(texts, format=form).dt.tz_localize(ZONE)
    leads["arrived"] = local(leads.first_contact_date, "%d-%m-%Y")
    deals["won"] = local(deals.won_date, "%d-%m-%Y %H:%M")
    both = leads.merge(deals[["mql_id", "won"]], on="mql_id", how="left")
    both["days"] = ((both.won - both.arrived).dt.total_seconds() / 86_400).clip(lower=0)
    month = lambda times: times.dt.strftime("%Y-%m")
    cohorts = both.groupby(month(both.arrived))
    new = leads.groupby(month(leads.arrived)).size()
    growth = (new / new.shift(1).fillna(0) - 1) * 100
    return {
        "leads by month": new.to_dict(),
        "leads by origin": leads.origin.fillna("list").value_counts().to_dict(),
        "won within 30 days by month of arrival": cohorts.days.agg(lambda days: int((days <= 30).sum())).to_dict(),
        "won within 90 days by month of arrival": cohorts.days.agg(lambda days: int((days <= 90).sum())).to_dict(),
        "won ever by month of arrival": cohorts.won.count().to_dict(),
        "wins by month of close": deals.groupby(month(deals.won)).size().to_dict(),
        "growth of leads in percent by month": growth.round(1).to_dict(),
    }


class Runner:
    """A runner that keeps nothing."""

    def __init__(self, binary: str):
        self.binary = binary
        command = [binary, "up", "--port", "0", "--built", "--state", ":memory:"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().strip().removeprefix("ready ")

    def run(self, *arguments: str) -> str:
        command = [self.binary, *arguments, "--against", self.url]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout

    def rows(self, by: str, *measures: str) -> dict:
        report = self.run("report", *RANGE, "--by", by, "--measures", ",".join(measures), "--json")
        return {row[by]: row for row in json.loads(report)["rows"]}


def reported(runner: Runner) -> dict:
    months = runner.rows("month", "new_leads", "won")
    cohorts = runner.rows("cohort_month", "new_leads", "won_30d", "won_90d", "won")
    origins = runner.rows("source", "new_leads")
    some = lambda rows, name: {key: row[name] for key, row in rows.items() if row[name]}
    share = lambda name: {key: row[name]["of"] for key, row in cohorts.items() if row[name]}
    new = pandas.Series({key: row["new_leads"] for key, row in months.items()})
    growth = ((new / new.shift(1).fillna(0) - 1) * 100).round(1)
    return {
        "leads by month": some(months, "new_leads"),
        "leads by origin": some(origins, "new_leads"),
        "won within 30 days by month of arrival": share("won_30d"),
        "won within 90 days by month of arrival": share("won_90d"),
        "won ever by month of arrival": some(cohorts, "won"),
        "wins by month of close": some(months, "won"),
        "growth of leads in percent by month": growth[new > 0].to_dict(),
    }


def main() -> int:
    data, binary = Path(sys.argv[1]), sys.argv[2]
    if not (data / "olist_leads.csv").exists():
        print(f"skipped: {data} has no olist_leads.csv")
        return 0
    runner = Runner(binary)
    try:
        maps = [argument for field in MAP for argument in ("--map", field)]
        files = [str(data / "olist_leads.csv"), "--outcome", str(data / "olist_deals.csv")]
        runner.run("import", *files, "--source", "list", "--day-first", "--timezone", ZONE, *maps)
        runner.run("recount")
        found = reported(runner)
    finally:
        runner.process.terminate()
        runner.process.wait()
    differences = 0
    for name, numbers in expected(data).items():
        of_report = {key: number for key, number in found[name].items() if number}
        numbers = {key: number for key, number in numbers.items() if number}
        differing = {key for key in numbers | of_report if numbers.get(key) != of_report.get(key)}
        differences += len(differing)
        print(f"{name}: {len(numbers)} numbers, {len(differing)} differ")
        for key in sorted(differing):
            print(f"  {key}: pandas {numbers.get(key)}, report {of_report.get(key)}")
    return int(differences > 0)


if __name__ == "__main__":
    sys.exit(main())
