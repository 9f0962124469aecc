//! Campaigns and what they cost: the file `campaigns.yaml`, what ad platforms reported, closed months.
//!
//! Money is added in minor units of one currency. A cost is never guessed: a campaign without one has none, which is not
//! 0, and a cost in another currency without a rate of its day stands apart.

pub mod rules;
pub mod spread;
pub mod reported;
pub mod costs;

pub use costs::{Apart, CampaignCosts, Costs, WithoutCost};
pub use reported::{CampaignMonth, ClosedCosts, MonthClosing, Platform, Reported, StoredCosts, StoredMonth};
pub use rules::{Campaign, CampaignCost, Campaigns, Rate};
