//! The rules of Leadwright: what a lead is, how activities fold into it, what is to happen next.
//!
//! Nothing here does I/O, reads a clock or draws a random number: time, turns and keys are arguments. A module uses
//! only modules listed before it; the test `layers` fails otherwise. The numbers are those of the invariants that a
//! module keeps:
//!
//! 1. Nothing accepted is lost. 2. Nothing counts twice. 3. One order per lead (the version of a lead, in `lead`).
//! 4. No mail is sent twice, none is dropped. 5. No mail goes where it may not. 6. Effects are on the agenda.
//! 7. Metrics are repeatable. 8. What was erased stays away.
//! 9. A lead in the hands of sales is not forgotten.
//!
//! | Module | What is in it | Invariants |
//! |---|---|---|
//! | [`words`] | The words of pages and mails, by language. |  |
//! | [`value`] | Small values: ids of leads, addresses, telephone numbers, countries, days, hours, spans, stages, texts, signed links. |  |
//! | [`activity`] | What happened to a lead: the kinds, what a program must know of each (`facts`), their ids. | 2: a fact has one id, whoever records it |
//! | [`company`] | `company.yaml` and `team.yaml`: the company, its people and their hours. |  |
//! | [`campaign`] | `campaigns.yaml`, imported costs, and what a range of days cost. | 7: the same rows give the same sums |
//! | [`supply`] | `suppliers.yaml`, deliveries of bought leads, and what a supplier owes for bad ones. |  |
//! | [`form`] | A form, the kinds of its fields, and what passes it. | 1: nothing that was entered is changed or left out |
//! | [`lead_source`] | `sources/*.yaml`: posts of other tools, read as posts of a form. | 1: what can't be taken is refused with a reason; 2: a tool's own id makes a lead once |
//! | [`lead`] | A lead, and its parts: agenda, consent, submissions, tally, enrolments. |  |
//! | [`retention`] | Leads that are erased by themselves, after months without a sign of life. | nobody is erased with whom something is planned |
//! | [`zone`] | The time zone of a lead, from its country, phone number or browser. |  |
//! | [`referral`] | Who referred whom, and what a lead has brought. | nobody refers themselves |
//! | [`tracking`] | Opens and clicks: a person or a bot. |  |
//! | [`condition`] | The `when` of rules in several files. |  |
//! | [`search`] | What leads are found by: addresses, number, words of name and company. |  |
//! | [`scoring`] | The score: rules, points, explanation, temperature. |  |
//! | [`funnel`] | The criteria of the stages, and the reasons for leaving the funnel. |  |
//! | [`sequence`] | The steps of nurture, and which step is next. | 4: an enrolment takes each step once |
//! | [`metrics`] | The figures of a day, counted from its activities and from what visitors did at forms. | 7: the same activities give the same figures |
//! | [`sending`] | Whether a mail may go now, who takes its claim, the brake. | 4: claims and leases; 5: `verdict`, the one place that lets a mail go |
//! | [`routing`] | The owner of a lead. |  |
//! | [`call_lists`] | Call lists: who is called, when, and how often. | a lead is called a bounded number of times |
//! | [`report`] | Scheduled reports: the file `reports.yaml`, and when a report is due for which period. | 2: one report a period |
//! | [`suspicion`] | `spam.yaml`: how suspicious a post of a form is, and what becomes of one that is kept aside. | 1: a suspect is kept, whole, until a person decides or it expires |
//! | [`webhook`] | `webhooks.yaml`: the events that other programs are told of, and what they are told. | 6: an event is written with what caused it |
//! | [`config`] | All files of `infra/config` as one. |  |
//! | [`timeline`] | What happened and what comes next, in words. |  |
//! | [`fold`] | Lead + activity + configuration + now → lead + decisions. | 6: what is to follow is on the agenda that the same write stores; 9 |
//! | [`erasure`] | What stands in the place of a lead that was erased, and who may begin there again. | 8: nothing that happened before comes back |
//! | [`mail`] | Mails as text and HTML. | 5: a mail to a visitor holds no text that a visitor wrote |
//! | [`intake`] | Activities from programs and commands, read and checked. | 1: refused with a sentence, or taken whole |
//! | [`entry`] | Leads that our own people enter by hand: calls, tips, cards. | 5: a tip brings no consent |
//! | [`check`] | Mistakes in `infra/config`: file, line, what to write instead. |  |

pub mod words;
pub mod value;
pub mod activity;
pub mod company;
pub mod campaign;
pub mod supply;
pub mod form;
pub mod lead_source;
pub mod lead;
pub mod retention;
pub mod zone;
pub mod referral;
pub mod tracking;
pub mod condition;
pub mod search;
pub mod scoring;
pub mod funnel;
pub mod sequence;
pub mod metrics;
pub mod sending;
pub mod routing;
pub mod call_lists;
pub mod report;
pub mod suspicion;
pub mod webhook;
pub mod config;
pub mod timeline;
pub mod row_names;
pub mod fold;
pub mod erasure;
pub mod mail;
pub mod intake;
pub mod entry;
pub mod check;
