//! Whether more is booked than people book: counted by network, by consultant, and together.

use domain::{booking::ConsultantChoice, settings::CompanySettings};
use http_api::{Limits, Problem};
use table::{ClientKeys, Limit, Table};
use tokio::try_join;

/// Counts a request. Returns `true` if one of its counters is beyond its number.
pub(crate) async fn count(
    table: &Table,
    keys: &ClientKeys,
    (limits, company): (&Limits, &CompanySettings),
    (network, consultant): (&str, &ConsultantChoice),
) -> Result<bool, Problem> {
    let limits = limits.with(&company.limits);
    let consultant = match consultant {
        ConsultantChoice::One(id) => id.as_str(),
        ConsultantChoice::Any => "",
    };
    let of = async |limit: Limit, parts: &[&str]| -> Result<bool, Problem> {
        match limit.most {
            0 => Ok(false),
            _ => Ok(table.count_over(limit, &keys.caller(parts).await?).await?),
        }
    };
    let of_consultant = async || match consultant {
        "" => Ok(false),
        id => of(limits.pressure_on_consultant(), &["consultant", id]).await,
    };
    let (client, everybody) = ([network], ["all"]);
    let (by_network, on_consultant, on_all) = try_join!(
        of(limits.pressure_of_network(), &client),
        of_consultant(),
        of(limits.pressure_on_all(), &everybody)
    )?;
    Ok(by_network || on_consultant || on_all)
}
