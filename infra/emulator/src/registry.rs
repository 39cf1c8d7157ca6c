//! Ties the logical ids of the template to the functions' handlers.

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    future::Future,
    sync::Arc,
    time::Duration,
};

use chrono::TimeDelta;
use futures::future::BoxFuture;
use lambda_http::lambda_runtime::layers::trace::request_span;
use lambda_http::{
    Adapter, Body, Context, LambdaEvent, Request, Response, Service, request::LambdaRequest, service_fn,
};
use platform::{ConfigError, Env, Invocations, chain};
use sam::System;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tracing::{Instrument, Span};

use crate::ids;

/// A function that answers HTTP requests.
pub type HttpHandler = Arc<dyn Fn(Request) -> BoxFuture<'static, Response<Body>> + Send + Sync>;
/// A function that takes events.
pub type EventHandler = Arc<dyn Fn(Value) -> BoxFuture<'static, Result<Value, platform::Error>> + Send + Sync>;

/// A function, ready to be invoked.
#[derive(Clone)]
pub enum Handler {
    /// Behind a route.
    Http(HttpHandler),
    /// Behind a stream, a queue or a schedule.
    Event(EventHandler),
}

type Make = Box<dyn Fn(&Env) -> Result<Handler, ConfigError> + Send + Sync>;

/// All functions, by their logical ids in the template.
#[derive(Default)]
pub struct Registry {
    functions: BTreeMap<&'static str, Make>,
    crates: BTreeSet<&'static str>,
    looks_for: BTreeMap<&'static str, LooksFor>,
}

/// The work of a periodic function that does nothing else: items of an index that have been due for a while. As long as
/// there are none, a run reads the index, finds nothing and changes nothing.
#[derive(Debug, Clone)]
pub struct LooksFor {
    /// The index, which sorts by the instant at which an item is due.
    pub index: &'static str,
    /// The partitions that the function reads.
    pub partitions: Vec<String>,
    /// The delay after an item's due instant at which the function takes it up.
    pub grace: TimeDelta,
}

/// The functions and the template don't match.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The template has a function that no code is registered for.
    #[error("template.yaml has {0}, which infra/local/src/functions.rs does not register")]
    Unregistered(String),
    /// Code is registered under a name that the template does not have.
    #[error("infra/local/src/functions.rs registers {0}, which template.yaml does not have")]
    Unknown(&'static str),
    /// The template routes requests to a function that takes events, or the other way round.
    #[error("{0} is registered for the other kind of event than the template sends it")]
    WrongKind(String),
    /// A function can't start.
    #[error("{function} can't start")]
    Config { function: String, source: ConfigError },
}

/// The functions of the system, ready to be invoked.
#[derive(Clone, Default)]
pub struct Functions {
    handlers: BTreeMap<String, (Handler, Duration)>,
    looks_for: BTreeMap<&'static str, LooksFor>,
}

impl Registry {
    /// Registers a function behind routes: its crate's name (`create_booking`), the constructor of its dependencies, and
    /// its handler.
    #[must_use]
    pub fn http<D, N, H, F>(mut self, id: &'static str, name: &'static str, new: N, handle: H) -> Self
    where
        D: Send + Sync + 'static,
        N: Fn(&Env) -> Result<D, ConfigError> + Send + Sync + 'static,
        H: Fn(Arc<D>, Request) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Response<Body>> + Send + 'static,
    {
        let make = move |env: &Env| {
            let (deps, handle) = (Arc::new(new(env)?), handle.clone());
            let invocations = Arc::new(Invocations::of(&name.replace('_', "-")));
            let call = move |request| -> BoxFuture<'static, Response<Body>> {
                let (deps, handle, invocations) = (Arc::clone(&deps), handle.clone(), Arc::clone(&invocations));
                let answer =
                    async move { http_api::observe(&invocations, request, |request| handle(deps, request)).await };
                Box::pin(answer.instrument(span()))
            };
            Ok(Handler::Http(Arc::new(call)))
        };
        self.add(id, name, Box::new(make));
        self
    }

    /// Registers a function behind a stream, a queue or a schedule. Input and output are passed as JSON, exactly as
    /// Lambda does.
    #[must_use]
    pub fn event<D, N, H, F, E, O>(mut self, id: &'static str, name: &'static str, new: N, handle: H) -> Self
    where
        D: Send + Sync + 'static,
        N: Fn(&Env) -> Result<D, ConfigError> + Send + Sync + 'static,
        H: Fn(Arc<D>, E) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<O, platform::Error>> + Send + 'static,
        E: DeserializeOwned + Send + 'static,
        O: Serialize,
    {
        let make = move |env: &Env| {
            let (deps, handle) = (Arc::new(new(env)?), handle.clone());
            let invocations = Arc::new(Invocations::of(&name.replace('_', "-")));
            let call = move |event: Value| -> BoxFuture<'static, Result<Value, platform::Error>> {
                let (deps, handle, invocations) = (Arc::clone(&deps), handle.clone(), Arc::clone(&invocations));
                let result = async move {
                    let event = serde_json::from_value(event)?;
                    Ok(serde_json::to_value(invocations.event(handle(deps, event)).await?)?)
                };
                Box::pin(result.instrument(span()))
            };
            Ok(Handler::Event(Arc::new(call)))
        };
        self.add(id, name, Box::new(make));
        self
    }

    /// Sets the work that a periodic function looks for: a jump of the clock skips the runs that would find nothing.
    #[must_use]
    pub fn looks_for(mut self, id: &'static str, what: LooksFor) -> Self {
        self.looks_for.insert(id, what);
        self
    }

    fn add(&mut self, id: &'static str, name: &'static str, make: Make) {
        self.functions.insert(id, make);
        self.crates.insert(name);
    }

    /// The crates of the functions, for example `create_booking`: their lines are logged.
    pub fn crates(&self) -> impl Iterator<Item = String> {
        self.crates.iter().map(|name| (*name).to_owned())
    }

    /// Constructs every function of the template, each in the environment that `env` returns for its id.
    ///
    /// # Errors
    /// Fails if template and registry differ, or a function can't start.
    pub fn build(&self, system: &System, env: impl Fn(&str) -> Env) -> Result<Functions, RegistryError> {
        if let Some(unknown) = self.functions.keys().find(|id| !system.functions.contains_key(**id)) {
            return Err(RegistryError::Unknown(unknown));
        }
        let mut functions = BTreeMap::new();
        for (id, function) in &system.functions {
            let make = self.functions.get(id.as_str()).ok_or_else(|| RegistryError::Unregistered(id.clone()))?;
            let handler = make(&env(id)).map_err(|source| RegistryError::Config { function: id.clone(), source })?;
            functions.insert(id.clone(), (handler, function.timeout));
        }
        let functions = Functions { handlers: functions, looks_for: self.looks_for.clone() };
        functions.check(system)?;
        Ok(functions)
    }
}

impl Functions {
    /// The handler behind a route, and its time-out.
    pub fn http(&self, id: &str) -> Option<(HttpHandler, Duration)> {
        match self.handlers.get(id)? {
            (Handler::Http(handler), timeout) => Some((Arc::clone(handler), *timeout)),
            _ => None,
        }
    }

    /// The work that a periodic function looks for, if set.
    pub(crate) fn looks_for(&self, id: &str) -> Option<&LooksFor> {
        self.looks_for.get(id)
    }

    /// Invokes a function with an event; one behind a route, with the gateway's. A panic fails this invocation alone;
    /// so does a run beyond the template's time-out.
    ///
    /// # Errors
    /// The function's error, as text.
    pub async fn invoke(&self, id: &str, event: Value) -> Result<Value, String> {
        let (handler, timeout) = self.handlers.get(id).ok_or_else(|| format!("there is no {id}"))?;
        let mut task = match handler {
            Handler::Event(handler) => tokio::spawn(handler(event)),
            Handler::Http(handler) => tokio::spawn(by_event(Arc::clone(handler), event)),
        };
        match tokio::time::timeout(*timeout, &mut task).await {
            Ok(Ok(Ok(output))) => Ok(output),
            Ok(Ok(Err(error))) => Err(chain(error.as_ref())),
            // Not the panic's message: it may quote anything.
            Ok(Err(_)) => Err("it panicked".to_owned()),
            Err(_) => {
                task.abort();
                Err(format!("timed out after {timeout:?}"))
            }
        }
    }

    fn check(&self, system: &System) -> Result<(), RegistryError> {
        let is_http = |id: &String| self.http(id).is_some();
        let routed = system.routes.iter().map(|route| (&route.function, true));
        let streams = system.streams.iter().map(|source| (&source.function, false));
        let queues = system.queue_sources.iter().map(|source| (&source.function, false));
        let periodic = system.periodic.iter().map(|source| (&source.function, false));
        match routed.chain(streams).chain(queues).chain(periodic).find(|(id, http)| is_http(id) != *http) {
            Some((id, _)) => Err(RegistryError::WrongKind(id.clone())),
            None => Ok(()),
        }
    }
}

/// Answers the gateway's event with a function behind a route, by the code that runs on Lambda.
async fn by_event(handler: HttpHandler, event: Value) -> Result<Value, platform::Error> {
    let request: LambdaRequest = serde_json::from_value(event)?;
    let service = service_fn(move |request| {
        let answer = handler(request);
        async move { Ok::<_, Infallible>(answer.await) }
    });
    let answer = Adapter::from(service).call(LambdaEvent::new(request, Context::default())).await?;
    Ok(serde_json::to_value(answer)?)
}

/// The runtime's report on an invocation, as on Lambda.
fn span() -> Span {
    let mut context = Context::default();
    context.request_id = ids::uuid();
    request_span(&context)
}
