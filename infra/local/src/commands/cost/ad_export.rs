//! Daily reports of ad platforms, row by row.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use jiff::civil::Date;
use leadwright_domain::campaign::reported::{PLATFORM_NAME_LIMIT, Platform, Reported};
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::day::read_date;
use leadwright_domain::value::money::{Money, written_amount, written_count};
use leadwright_domain::value::text::whole_line;
use leadwright_lists::list::{ListRow, OpenList};

use super::columns::{Field, Said, is_heading, platform, without_currency};
use crate::commands::list_file::{ListFile, ListFormat, open_list};

/// A file of an ad platform.
#[derive(Debug)]
pub(super) struct AdExport {
    pub(super) file: ListFile,
    pub(super) platform: Platform,
    pub(super) rows: Vec<AdRow>,
    /// Rows that sum others up.
    pub(super) totals: usize,
    /// Rows with neither a cost nor clicks.
    pub(super) empty: usize,
    /// Rows with a cost that are the same as an earlier one, in every cell.
    pub(super) repeated: usize,
    /// The file ends without a line break: its last row may be cut, if the file was.
    pub(super) is_open: bool,
}

/// A row of a file.
#[derive(Debug, Clone)]
pub(super) struct AdRow {
    pub(super) row: ListRow,
    pub(super) day: Date,
    /// The campaign's name as the file has it.
    pub(super) campaign: String,
    pub(super) reported: Reported,
}

impl AdRow {
    /// What was read of it, in words.
    pub(super) fn words(&self) -> String {
        let Reported { minor, currency, clicks } = self.reported;
        let cost = minor.map(|minor| Money::new(minor, currency).to_string());
        let clicks = clicks.map(|clicks| format!("clicks {clicks}"));
        let read: Vec<String> =
            [self.day.to_string(), self.campaign.clone()].into_iter().chain(cost).chain(clicks).collect();
        read.join(", ")
    }
}

impl AdExport {
    /// Reads a file. Rows that can't be read are rejected in its list.
    pub(super) fn read(path: &Path, format: &ListFormat, said: &Said, today: Date) -> Result<Self> {
        Self::of(&open_list(path, format, &|cells| is_heading(&said.columns(cells)))?, said, today)
    }

    fn of(list: &OpenList, said: &Said, today: Date) -> Result<Self> {
        let path = list.path.as_path();
        let name = path.display();
        ensure!(!list.is_empty()?, "{name}: the file is empty: export the report again");
        ensure!(
            list.has_known_heading(),
            "{name}: none of the first lines has headings for a day and a cost, like Day, Campaign, Cost: \
             export the report by day and in English, or name its columns like --map \"Dia=day\" --map \"Custo=cost\""
        );
        let mut file = ListFile::read(list, |_| true)?;
        said.check(&file.headings).with_context(|| name.to_string())?;
        let columns = said.columns(&file.headings);
        match (columns.contains_key(&Field::Campaign), &said.campaign) {
            (false, None) => {
                bail!(
                    "{name}: no column has the campaign: name it with --map \"COLUMN=campaign\", or say --campaign NAME"
                )
            }
            (true, Some(_)) => bail!("{name}: a column has the campaign of each row: leave --campaign out"),
            _ => {}
        }
        let platform = platform(&file.headings);
        let reader =
            Reader { platform, said, today, currency: currency(&file.headings, &columns, said, path)?, columns };
        let mut rows: Vec<AdRow> = Vec::new();
        let (mut totals, mut empty) = (file.pass_over(|cells| cells.first().is_some_and(|cell| is_total(cell))), 0);
        for row in file.rows.clone() {
            if reader.is_sum(&row) {
                totals += 1;
                continue;
            }
            match reader.row(&row) {
                Ok(read) if read.reported.minor.is_none() && read.reported.clicks.is_none() => empty += 1,
                Ok(read) => rows.push(read),
                Err(why) => file.reject(&row, format!("{why:#}")),
            }
        }
        let mut seen = HashSet::new();
        let costs = |row: &&AdRow| row.reported.minor.is_some_and(|minor| minor > 0);
        let repeated = rows.iter().filter(costs).filter(|row| !seen.insert(&row.row.cells)).count();
        let is_open = file.ends_open && rows.last().map(|row| row.row.line) == file.last_line();
        Ok(Self { file, platform, rows, totals, empty, repeated, is_open })
    }
}

/// The currency of all rows, if the file or the arguments say it; none if a column says it of each row.
fn currency(
    headings: &[String],
    columns: &BTreeMap<Field, usize>,
    said: &Said,
    path: &Path,
) -> Result<Option<Currency>> {
    let name = path.display();
    let of_heading = columns.get(&Field::Cost).and_then(|place| without_currency(&headings[*place]).1);
    match (of_heading, columns.contains_key(&Field::Currency), said.currency) {
        (Some(own), _, Some(said)) if own != said => {
            bail!("{name}: --currency says {said}, but the costs of the file are in {own}: leave --currency out")
        }
        (Some(own), ..) => Ok(Some(own)),
        // A row that says another one is rejected.
        (None, true, _) => Ok(None),
        (None, false, Some(said)) => Ok(Some(said)),
        (None, false, None) => bail!("{name}: nothing says the currency of the costs: say it, like --currency EUR"),
    }
}

struct Reader<'a> {
    platform: Platform,
    said: &'a Said,
    today: Date,
    /// Of all rows; none where each row has its own.
    currency: Option<Currency>,
    columns: BTreeMap<Field, usize>,
}

impl Reader<'_> {
    fn cell<'r>(&self, row: &'r ListRow, field: Field) -> Option<&'r str> {
        let cell = row.cells.get(*self.columns.get(&field)?)?.trim();
        // Google writes two dashes where it has no number.
        (!cell.is_empty() && cell != "--" && cell != "-").then_some(cell)
    }

    /// The row sums others up: it says so in place of a day or a campaign, or has neither.
    fn is_sum(&self, row: &ListRow) -> bool {
        let day = self.cell(row, Field::Day).or_else(|| self.cell(row, Field::Begin));
        if day.is_some_and(|day| self.day_of(day).is_some()) && self.cell(row, Field::Campaign).is_some() {
            return false;
        }
        let campaign = self.cell(row, Field::Campaign);
        // In another language: `Gesamt: Konto`.
        let is_words = |text: &str| !text.contains(|c: char| c.is_ascii_digit());
        if campaign.is_none() && day.is_some_and(is_words) && self.said.campaign.is_none() {
            return true;
        }
        row.cells.first().into_iter().map(String::as_str).chain(day).chain(campaign).any(is_total)
            || (campaign.is_none()
                && (day.is_none() || self.platform == Platform::Meta)
                && self.said.campaign.is_none())
    }

    fn row(&self, row: &ListRow) -> Result<AdRow> {
        let campaign = match &self.said.campaign {
            Some(campaign) => campaign,
            None => self.cell(row, Field::Campaign).context("the row has no campaign: delete it if it is a total")?,
        };
        let campaign = whole_line(campaign, PLATFORM_NAME_LIMIT).context("campaign")?;
        let day = self.day(row)?;
        let currency = self.currency_of(row)?;
        let minor =
            self.cell(row, Field::Cost).map(|text| written_amount(text, currency)).transpose().context("cost")?;
        let clicks = |text| written_count(text).with_context(|| format!("clicks: {text:?} is no whole number"));
        let clicks = self.cell(row, Field::Clicks).map(clicks).transpose()?;
        Ok(AdRow { row: row.clone(), day, campaign, reported: Reported { minor, currency, clicks } })
    }

    fn day(&self, row: &ListRow) -> Result<Date> {
        let read = |text: &str| {
            self.day_of(text).with_context(|| format!("{text:?} is no certain day: write it like 2026-11-23"))
        };
        let day = match (self.cell(row, Field::Day), self.cell(row, Field::Begin)) {
            (Some(day), _) => read(day)?,
            (None, Some(begin)) => {
                let begin = read(begin)?;
                let end = self.cell(row, Field::End).map(read).transpose()?;
                ensure!(
                    end.is_none_or(|end| end == begin),
                    "the row has the days from {begin} to {}: export the report by day",
                    end.unwrap_or(begin)
                );
                begin
            }
            (None, None) => bail!("the row has no day: delete it if it is a total"),
        };
        ensure!(day <= self.today, "{day} is in the future");
        Ok(day)
    }

    /// A day as the platforms write it. Of a date with slashes it is known of `LinkedIn` alone that the month is first.
    fn day_of(&self, text: &str) -> Option<Date> {
        let formats = ["%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%d.%m.%Y"];
        let slashes = (self.platform == Platform::Linkedin).then_some("%m/%d/%Y");
        let other = || formats.into_iter().chain(slashes).find_map(|format| Date::strptime(format, text).ok());
        // A year of two digits is no year.
        read_date(text).or_else(other).filter(|day| day.year() >= 2000)
    }

    fn currency_of(&self, row: &ListRow) -> Result<Currency> {
        if let Some(currency) = self.currency {
            return Ok(currency);
        }
        let code = self.cell(row, Field::Currency).context("the row has no currency")?;
        let currency = Currency::try_from(code.to_owned()).map_err(anyhow::Error::msg)?;
        let other = self.said.currency.filter(|said| *said != currency);
        ensure!(other.is_none(), "the row is in {currency}, but --currency says another one: leave --currency out");
        Ok(currency)
    }
}

/// A cell that begins a row of totals: `Total: Campaigns`, `Totals`.
fn is_total(cell: &str) -> bool {
    let word = cell.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    ["total", "totals", "grand"].iter().any(|total| word.eq_ignore_ascii_case(total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::list_file::list_of_text;

    const GOOGLE: &str = "Campaign report\n\"November 1, 2026 - November 3, 2026\"\n\
        Day\tCampaign\tCampaign status\tCurrency code\tCost\tClicks\tImpr.\n\
        2026-11-01\tEU | Guide | Search\tEnabled\tEUR\t\"1,234.50\"\t\"1,012\"\t\"20,481\"\n\
        2026-11-02\tEU | Guide | Search\tEnabled\tEUR\t0.00\t0\t3\n\
        2026-11-02\tTotal Care\tEnabled\tEUR\t3.10\t2\t12\n\
        2026-11-03\tBrand\tPaused\tEUR\t --\t --\t --\n\
        Total: Campaigns\t --\t --\tEUR\t\"1,237.60\"\t\"1,014\"\t\"20,496\"\n\
        Total: Account\t --\t --\tEUR\t\"1,237.60\"\t\"1,014\"\t\"20,496\"\n";

    const META: &str = "\"Reporting starts\",\"Reporting ends\",\"Campaign name\",\"Amount spent (EUR)\",\"Link clicks\",\"Clicks (all)\"\n\
        2026-11-01,2026-11-02,,31.06,19,40\n\
        2026-11-01,2026-11-01,Demo retargeting,21.06,12,30\n\
        2026-11-02,2026-11-02,Demo retargeting,10,7,10\n";

    const LINKEDIN: &str = "Campaign Performance Report (in UTC)\nReport Start: November 1, 2026, 12:00 AM\n\
        Report End: November 2, 2026, 11:59 PM\nDate Generated: November 3, 2026, 9:13 AM\n\n\
        Start Date (in UTC)\tAccount Name\tCurrency\tCampaign Name\tTotal Spent\tImpressions\tClicks\n\
        11/01/2026\tAcme\tUSD\tDecision makers\t55.17\t2001\t14\n\
        11/13/2026\tAcme\tUSD\tDecision makers\t60.00\t2100\t9\n";

    fn export(text: &str, said: &Said) -> Result<AdExport> {
        let list = list_of_text("ads.csv", text, &|cells| is_heading(&said.columns(cells)))?;
        AdExport::of(&list, said, "2026-11-26".parse().unwrap())
    }

    fn shown(export: &AdExport) -> Vec<String> {
        let row = |row: &AdRow| {
            let Reported { minor, currency, clicks } = row.reported;
            format!("{}: {} {} {minor:?} {currency} {clicks:?}", row.row.line, row.day, row.campaign)
        };
        export.rows.iter().map(row).collect()
    }

    fn rejected(export: &AdExport) -> Vec<(u64, String)> {
        export.file.rejected().into_iter().map(|row| (row.line, row.reason)).collect()
    }

    #[test]
    fn each_platforms_report_is_read_without_its_totals() {
        let google = export(GOOGLE, &Said::default()).unwrap();
        assert_eq!((google.platform, google.totals, google.empty), (Platform::Google, 2, 1));
        assert_eq!(
            shown(&google),
            [
                "4: 2026-11-01 EU | Guide | Search Some(123450) EUR Some(1012)",
                "5: 2026-11-02 EU | Guide | Search Some(0) EUR Some(0)",
                "6: 2026-11-02 Total Care Some(310) EUR Some(2)",
            ]
        );
        let meta = export(META, &Said::default()).unwrap();
        assert_eq!((meta.platform, meta.totals, meta.empty), (Platform::Meta, 1, 0));
        assert_eq!(
            shown(&meta),
            [
                "3: 2026-11-01 Demo retargeting Some(2106) EUR Some(12)",
                "4: 2026-11-02 Demo retargeting Some(1000) EUR Some(7)"
            ]
        );
        let linkedin = export(LINKEDIN, &Said::default()).unwrap();
        assert_eq!((linkedin.platform, linkedin.totals, linkedin.empty), (Platform::Linkedin, 0, 0));
        assert_eq!(
            shown(&linkedin),
            [
                "7: 2026-11-01 Decision makers Some(5517) USD Some(14)",
                "8: 2026-11-13 Decision makers Some(6000) USD Some(9)"
            ]
        );
        assert!([&google, &meta, &linkedin].iter().all(|export| rejected(export).is_empty()));
        assert!([&google, &meta, &linkedin].iter().all(|export| !export.is_open && export.repeated == 0));
    }

    #[test]
    fn totals_in_other_languages_are_passed_over_or_named() {
        let said = Said {
            map: Said::map(&["Tag=day".to_owned(), "Kampagne=campaign".to_owned()]).unwrap(),
            ..Said::default()
        };
        let german = GOOGLE.replace("Day\tCampaign\t", "Tag\tKampagne\t").replace("Total: ", "Gesamt: ");
        let german = export(&german, &said).unwrap();
        assert_eq!((german.totals, german.rows.len(), rejected(&german)), (2, 3, vec![]));
        let text = "Day,Campaign,Cost (EUR)\n2026-11-01,a,5\n,Geral,5\n2026-11-0x,,5\n";
        let named = export(text, &Said::default()).unwrap();
        let reasons = rejected(&named).into_iter().map(|(line, reason)| format!("{line}: {reason}"));
        let expected = [
            "3: the row has no day: delete it if it is a total",
            "4: the row has no campaign: delete it if it is a total",
        ];
        assert_eq!(reasons.collect::<Vec<_>>(), expected);
    }

    /// What may be counted twice or cut is said; what is read wrong is refused.
    #[test]
    fn a_file_that_is_twice_or_half_there_is_told() {
        let said = Said::default();
        let twice =
            "Day,Campaign,Cost (EUR)\n2026-11-01,a,5\n2026-11-01,a,5\n2026-11-02,a,0\n2026-11-02,a,0\n2026-11-03,a,1";
        let twice = export(twice, &said).unwrap();
        assert_eq!((twice.repeated, twice.is_open), (1, true));
        let total = export("Day,Campaign,Cost (EUR)\n2026-11-01,a,5\nTotal,,5", &said).unwrap();
        assert!(!total.is_open, "the last row is no day");
        for (text, map, words) in [
            ("", &[][..], "the file is empty"),
            ("\n \n", &[], "the file is empty"),
            (
                "Day,Campaign,Cost (EUR),Cost (USD)\n2026-11-01,a,5,6\n",
                &[],
                "\"Cost (EUR)\" and \"Cost (USD)\" are both the cost",
            ),
            (
                "Day,Campaign,Cost (EUR)\n",
                &["Dia=day"],
                "--map dia=…: there is no such column; the columns are Day, Campaign, Cost (EUR)",
            ),
            ("Day,Date,Campaign,Cost (EUR)\n", &["Day=day", "Date=day"], "\"Day\" and \"Date\" are both the day"),
        ] {
            let map = Said::map(&map.iter().map(|pair| (*pair).to_owned()).collect::<Vec<_>>()).unwrap();
            let wrong = format!("{:#}", export(text, &Said { map, ..Said::default() }).unwrap_err());
            assert!(wrong.contains(words), "{wrong}");
        }
    }

    #[test]
    fn reports_of_other_kinds_are_read_by_what_is_said_of_them() {
        let text = "sep=;\nDia;Custo\n23.11.2026;\"1 234,50\"\nNov 24, 2026;5\n24/11/2026;1\n";
        assert!(export(text, &Said::default()).unwrap_err().to_string().contains("--map \"Dia=day\""));
        let map = || Said::map(&["Dia=day".to_owned(), "Custo=cost".to_owned()]).unwrap();
        let said = Said { map: map(), ..Said::default() };
        assert!(export(text, &said).unwrap_err().to_string().contains("--campaign NAME"));
        let said = Said { map: map(), campaign: Some("radio".to_owned()), ..Said::default() };
        assert!(export(text, &said).unwrap_err().to_string().contains("--currency EUR"));
        let said = Said { currency: Some(Currency::EUR), ..said };
        let radio = export(text, &said).unwrap();
        assert_eq!(radio.platform, Platform::Other);
        assert_eq!(
            shown(&radio),
            ["3: 2026-11-23 radio Some(123450) EUR None", "4: 2026-11-24 radio Some(500) EUR None"]
        );
        assert_eq!(rejected(&radio), [(5, "\"24/11/2026\" is no certain day: write it like 2026-11-23".to_owned())]);
        let said = Said { map: BTreeMap::new(), ..said };
        assert!(export(GOOGLE, &said).unwrap_err().to_string().contains("leave --campaign out"));
        let usd = || Said { currency: Currency::of_code("USD"), ..Said::default() };
        assert!(export(META, &usd()).unwrap_err().to_string().contains("are in EUR"));
        assert!(Said::map(&["Dia=date".to_owned()]).unwrap_err().to_string().contains("there are day, begin"));
    }

    #[test]
    fn a_row_that_is_not_certain_is_rejected_with_its_line() {
        let text = "Day,Campaign,Currency,Cost,Clicks\n2026-11-01,a,EUR,\"1,234\",1\n2026-11-01,a,EURO,1,1\n\
            2026-12-01,a,EUR,1,1\n2026-11-01,,EUR,1,1\n2026-11-01,a,EUR,-5,1\n2026-11-01,a,EUR,1.0055,1\n2026-11-01,a,EUR,1,1.5\n\
            Total,2\n";
        let export = export(text, &Said::default()).unwrap();
        assert!(export.rows.is_empty());
        assert_eq!(export.totals, 1, "although it is shorter than the others");
        let expected = [
            (2, "1234.00 or 1.23: write one of them"),
            (3, "is no currency"),
            (4, "2026-12-01 is in the future"),
            (5, "the row has no campaign"),
            (6, "is negative"),
            (7, "more digits behind the point than EUR has"),
            (8, "clicks: \"1.5\" is no whole number"),
        ];
        let rejected = rejected(&export);
        assert_eq!(rejected.len(), expected.len(), "{rejected:?}");
        for ((line, reason), (expected, words)) in rejected.iter().zip(expected) {
            assert!(*line == expected && reason.contains(words), "{line}: {reason}");
        }
        let month = META.replace("2026-11-01,2026-11-01,Demo", "2026-11-01,2026-11-30,Demo");
        let month = super::tests::export(&month, &Said::default()).unwrap();
        let reason = "the row has the days from 2026-11-01 to 2026-11-30: export the report by day";
        assert!(month.file.rejected()[0].reason.contains(reason), "{:?}", month.file.rejected());
    }
}
