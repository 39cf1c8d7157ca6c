//! Lets a client's booking through, or asks for a proof first.

use domain::{
    booking::{BookingRequest, FormProof},
    fault::Rule,
    settings::{ChallengeRule, CompanySettings, Protection},
};
use http_api::{Limits, Problem};
use platform::FromEnv;
use table::{ClientKeys, Table};

use crate::{Challenges, FormStarts, Proof, pressure};

/// Decides on bookings by clients.
#[derive(Debug, FromEnv)]
pub struct Guard {
    table: Table,
    client_keys: ClientKeys,
    limits: Limits,
    challenges: Challenges,
    form_starts: FormStarts,
}

/// A client's request, and where it comes from.
#[derive(Debug, Clone, Copy)]
pub struct Visitor<'a> {
    pub request: &'a BookingRequest,
    /// Empty if it isn't known.
    pub network: &'a str,
    pub company: &'a CompanySettings,
}

/// A request that may book. Its proof, if it has one, is used up.
#[derive(Debug)]
#[must_use = "the proof of a booking that fails is given back"]
pub struct Admitted(Option<Proof>);

impl Guard {
    /// Checks block lists, time on the form and proof of work.
    ///
    /// # Errors
    /// 403 for a blocked network, 422 for a blocked e-mail domain, 429 for a form that was sent too quickly, 428 with a
    /// challenge if a proof is asked for.
    pub async fn admit(&self, visitor: Visitor<'_>) -> Result<Admitted, Problem> {
        let protection = &visitor.company.protection;
        check_lists(visitor, protection)?;
        let form = &visitor.request.form;
        // Both are asked: a request counts as pressure in any case.
        let has_time = self.has_time(form, protection).await?;
        let is_asked = self.is_proof_asked(visitor, protection).await? || !has_time;
        match (&form.challenge, is_asked) {
            (_, false) => Ok(Admitted(None)),
            (Some(payload), true) => self.redeem(payload, protection).await,
            (None, true) => Err(self.ask(protection).await?),
        }
    }

    /// Gives the proof of a booking back that wasn't made. One that can't be given back stays used: the client gets
    /// another challenge.
    pub async fn give_back(&self, admitted: Admitted) {
        let Admitted(Some(proof)) = admitted else { return };
        if let Err(error) = self.table.give_back_proof(&proof.nonce).await {
            tracing::warn!(cause = platform::chain(&error), "a proof of work stays used");
        }
    }

    /// Whether the form was open long enough. A form whose start isn't known has to prove its work instead.
    async fn has_time(&self, form: &FormProof, protection: &Protection) -> Result<bool, Problem> {
        let least = i64::from(protection.minimum_fill_seconds);
        if least == 0 {
            return Ok(true);
        }
        let Some(start) = &form.form_start else { return Ok(false) };
        match self.form_starts.age(start).await? {
            Some(age) if age < least => Err(Problem::form_too_quick(u32::try_from(least - age).unwrap_or(1))),
            age => Ok(age.is_some()),
        }
    }

    async fn is_proof_asked(&self, visitor: Visitor<'_>, protection: &Protection) -> Result<bool, Problem> {
        match protection.challenge {
            ChallengeRule::Never => Ok(false),
            ChallengeRule::Always => Ok(true),
            ChallengeRule::UnderPressure => {
                let about = (visitor.network, &visitor.request.consultant);
                pressure::count(&self.table, &self.client_keys, (&self.limits, visitor.company), about).await
            }
        }
    }

    /// Uses a solution up, so that it counts once.
    async fn redeem(&self, payload: &str, protection: &Protection) -> Result<Admitted, Problem> {
        if let Some(proof) = self.challenges.check(payload).await?
            && self.table.use_proof(&proof.nonce, proof.until).await?
        {
            return Ok(Admitted(Some(proof)));
        }
        Err(self.ask(protection).await?)
    }

    /// 428 with a challenge.
    async fn ask(&self, protection: &Protection) -> Result<Problem, Problem> {
        Ok(Problem::challenge_required(self.challenges.issue(protection.effort()).await?))
    }
}

fn check_lists(visitor: Visitor<'_>, protection: &Protection) -> Result<(), Problem> {
    if protection.blocks_network(visitor.network) {
        return Err(Problem::network_blocked());
    }
    if protection.blocks_email(&visitor.request.client.email) {
        return Err(Problem::invalid("/client/email", Rule::AcceptedDomain));
    }
    Ok(())
}
