//! The sale itself.

use domain::{
    availability::{Reason, TieBreak, Waiver},
    booking::{Actor, Booking, Changed},
    fault::Rule,
    ids::Reference,
};
use http_api::Problem;
use scheduling::{AvailableConsultant, SlotRequest, Unavailable};
use table::{BookError, ClientItem, NewBooking};

use crate::{
    By, Order, Seller,
    client::{ClientFacts, OrderClient, Verdict},
    identity,
    limits::Counted,
};

/// References drawn before giving up: of 148 million a day, two hardly ever collide.
const MAX_REFERENCES: usize = 3;
/// How often the client's bookings are read again because another request of the client's changed them.
const MAX_CLIENT_READS: usize = 5;

/// The result of an order that wasn't refused.
#[derive(Debug)]
pub enum Sale {
    Booked(Box<Booking>),
    /// This very request made this booking before.
    Repeated(Reference),
}

/// The outcome of trying one consultant.
enum Attempt {
    Done(Sale),
    SlotTaken(Reason),
}

/// The client's live bookings as read, and what staff waives of them.
struct Decided {
    item: ClientItem,
    is_beyond_limit: bool,
}

impl Seller {
    /// Sells the requested slot.
    ///
    /// # Errors
    /// 409 with alternatives if it is unavailable, 409 `client_limit`, 429 beyond a limit, 422, 503.
    pub async fn sell(&self, order: &Order<'_>) -> Result<Sale, Problem> {
        self.check_texts(order)?;
        let client = OrderClient::new(self, order).await?;
        let sold = self.sell_to(order, &client).await;
        match sold {
            // Its own success may be the reason of the problem, if its answer was lost.
            Err(problem) if order.idempotency.is_none() => problem.unless_done(repeated(&client)).await,
            sold => sold,
        }
    }

    /// Checks that text messages, if the client wants them, go to the number's country.
    fn check_texts(&self, order: &Order<'_>) -> Result<(), Problem> {
        let phone = order.request.client.phone.as_ref().filter(|_| order.request.reminders.sms);
        match phone.is_none_or(|phone| order.company.texts_to(phone, self.settings.timezone)) {
            true => Ok(()),
            false => Err(Problem::invalid("/client/phone", Rule::TextedCountry)),
        }
    }

    async fn sell_to(&self, order: &Order<'_>, client: &OrderClient<'_>) -> Result<Sale, Problem> {
        let slot_request = SlotRequest {
            consultant: &order.request.consultant,
            start: order.request.start,
            duration: order.request.duration,
            meeting_type: Some(order.request.meeting_type),
            moving: None,
            ties: TieBreak::of(&order.request.client.email.normalised(), order.request.start),
            waive: order.by.waive(),
        };
        let facts = client.facts(&order.request.client);
        let (found, decided, facts) =
            tokio::join!(scheduling::find(&self.table, &slot_request), client.decide(), facts);
        let facts = facts?;
        let is_possible = found.as_ref().err().is_none_or(|refused| refused.reason().is_some());
        // The client's own bookings come first: they may be the reason why the time is taken.
        let mut decided = match decided? {
            Verdict::Repeated(reference) => return Ok(Sale::Repeated(reference)),
            Verdict::Refused if is_possible => return Err(Problem::client_limit(order.company)),
            Verdict::Refused => Decided { item: ClientItem::default(), is_beyond_limit: false },
            Verdict::Go { item, is_beyond_limit } => Decided { item, is_beyond_limit },
        };
        let mut available = match found {
            Ok(available) => available,
            Err(refused) => return self.refuse(&slot_request, (client, order), refused).await,
        };
        let counted = Counted::count(self, order).await?;
        let sold = async {
            let mut refusal = Reason::Booked;
            while let Some(available) = available.next(&self.table, &slot_request).await? {
                match self.try_to_book(order, &available, (client, &facts, &mut decided)).await? {
                    Attempt::Done(sale) => return Ok(sale),
                    Attempt::SlotTaken(reason) => refusal = reason,
                }
            }
            self.refuse(&slot_request, (client, order), Unavailable::Time(refusal)).await
        };
        let sold = sold.await;
        if !matches!(sold, Ok(Sale::Booked(_))) {
            counted.give_back().await;
        }
        sold
    }

    /// Refuses a slot, unless the client's own booking took it meanwhile.
    async fn refuse(
        &self,
        slot_request: &SlotRequest<'_>,
        (client, order): (&OrderClient<'_>, &Order<'_>),
        refused: Unavailable,
    ) -> Result<Sale, Problem> {
        if refused.reason().is_some() {
            match client.decide().await? {
                Verdict::Go { .. } => {}
                Verdict::Repeated(reference) => return Ok(Sale::Repeated(reference)),
                Verdict::Refused => return Err(Problem::client_limit(order.company)),
            }
        }
        Err(Problem::refused(&self.table, slot_request, refused, self.clock.now()).await)
    }

    /// Tries one consultant: draws references until one is unused, and decides anew whenever the client's bookings have
    /// changed.
    async fn try_to_book(
        &self,
        order: &Order<'_>,
        available: &AvailableConsultant,
        (client, facts, decided): (&OrderClient<'_>, &ClientFacts, &mut Decided),
    ) -> Result<Attempt, Problem> {
        let (mut references, mut reads) = (0, 0);
        while references < MAX_REFERENCES && reads < MAX_CLIENT_READS {
            let made = self.draw(order, available, (client, facts, decided.is_beyond_limit));
            let new_booking = NewBooking {
                booking: &made.booking,
                event: &made.event,
                daily_limit: available.daily_limit(),
                idempotency: order.idempotency,
                client: &decided.item,
                live: &client.live,
            };
            match self.table.book_slot(&new_booking).await {
                Ok(()) => return Ok(Attempt::Done(Sale::Booked(Box::new(made.booking)))),
                Err(BookError::ReferenceTaken) => references += 1,
                Err(BookError::SlotTaken(reason)) => return Ok(Attempt::SlotTaken(reason)),
                // The replay that follows every refusal answers it.
                Err(BookError::KeyUsed) => return Err(Problem::idempotency_key_reused()),
                Err(BookError::Table(error)) => return Err(error.into()),
                Err(BookError::ClientChanged) => {
                    reads += 1;
                    match client.decide().await? {
                        Verdict::Go { item, is_beyond_limit } => *decided = Decided { item, is_beyond_limit },
                        Verdict::Repeated(reference) => return Ok(Attempt::Done(Sale::Repeated(reference))),
                        Verdict::Refused => return Err(Problem::client_limit(order.company)),
                    }
                }
            }
        }
        Err(Problem::busy("drawn references are in use, or the client's bookings keep changing"))
    }

    /// Draws a booking with this consultant.
    fn draw(
        &self,
        order: &Order<'_>,
        available: &AvailableConsultant,
        (client, facts, is_beyond_limit): (&OrderClient<'_>, &ClientFacts, bool),
    ) -> Changed {
        let now = self.clock.now();
        let identity = identity::draw(self, order.company, (&client.key, facts), now);
        let (request, language, consents) = (order.request.clone(), order.language, &order.company.consents.version);
        let mut booking = Booking::new(identity, request, language, consents, &available.offer(), now);
        match order.by {
            By::Client { .. } => {
                let event = booking.confirmed(Actor::Client, order.request_id);
                Changed { booking, event }
            }
            By::Staff { actor, account, notify, .. } => {
                booking.is_unannounced = !notify;
                let mut waived = available.waived().to_vec();
                waived.extend(is_beyond_limit.then_some(Waiver::ClientLimit));
                let event = booking.confirmed(actor, order.request_id);
                Changed { booking, event }.with_account(account, waived)
            }
        }
    }
}

async fn repeated(client: &OrderClient<'_>) -> Result<Option<Sale>, Problem> {
    match client.decide().await? {
        Verdict::Repeated(reference) => Ok(Some(Sale::Repeated(reference))),
        Verdict::Go { .. } | Verdict::Refused => Ok(None),
    }
}
