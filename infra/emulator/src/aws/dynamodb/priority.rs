//! A two-priority queue in front of the engine's lock.

use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

/// How many interactive calls go before one background call when both wait: background work must not stand still while
/// a website is busy.
const MAX_IN_A_ROW: u32 = 8;

/// Priority of a call. In an account, answers to visitors and mails sent afterwards use the table side by side; here
/// they share one lock, and a visitor must not wait for other people's mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// A client waits for the answer.
    Interactive,
    /// It follows from a request that was answered already.
    Background,
}

/// The end at which calls arrive; clones share it, and the queue closes with the last.
#[derive(Debug)]
pub(super) struct Sender<T>(Arc<PriorityQueue<T>>);

/// The end at which calls are taken; clones share it.
#[derive(Debug)]
pub(super) struct Receiver<T>(Arc<PriorityQueue<T>>);

#[derive(Debug)]
struct PriorityQueue<T> {
    waiting: Mutex<Waiting<T>>,
    came: Condvar,
}

#[derive(Debug)]
struct Waiting<T> {
    awaited: VecDeque<T>,
    following: VecDeque<T>,
    in_a_row: u32,
    entries: usize,
}

/// Creates an empty queue.
pub(super) fn line<T>() -> (Sender<T>, Receiver<T>) {
    let waiting = Waiting { awaited: VecDeque::new(), following: VecDeque::new(), in_a_row: 0, entries: 1 };
    let line = Arc::new(PriorityQueue { waiting: Mutex::new(waiting), came: Condvar::new() });
    (Sender(Arc::clone(&line)), Receiver(line))
}

impl<T> Sender<T> {
    pub(super) fn join(&self, what: T, priority: Priority) {
        let mut waiting = self.0.waiting();
        match priority {
            Priority::Interactive => waiting.awaited.push_back(what),
            Priority::Background => waiting.following.push_back(what),
        }
        drop(waiting);
        self.0.came.notify_one();
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.0.waiting().entries += 1;
        Self(Arc::clone(&self.0))
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.0.waiting().entries -= 1;
        self.0.came.notify_all();
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Receiver<T> {
    /// Waits for the next call; returns `None` once the queue is closed and empty.
    pub(super) fn next(&self) -> Option<T> {
        let mut waiting = self.0.waiting();
        loop {
            if let Some(next) = waiting.take() {
                return Some(next);
            }
            if waiting.entries == 0 {
                return None;
            }
            waiting = self.0.came.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<T> PriorityQueue<T> {
    fn waiting(&self) -> MutexGuard<'_, Waiting<T>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Waiting<T> {
    fn take(&mut self) -> Option<T> {
        let is_their_turn = self.awaited.is_empty() || self.in_a_row >= MAX_IN_A_ROW;
        if is_their_turn && let Some(next) = self.following.pop_front() {
            self.in_a_row = 0;
            return Some(next);
        }
        self.in_a_row += 1;
        self.awaited.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_IN_A_ROW, Priority, line};

    #[test]
    fn interactive_calls_first_without_starvation() {
        let (entry, exit) = line();
        entry.join("mail".to_owned(), Priority::Background);
        for number in 0..=MAX_IN_A_ROW {
            entry.join(format!("visitor {number}"), Priority::Interactive);
        }
        let order: Vec<String> = (0..MAX_IN_A_ROW + 2).map_while(|_| exit.next()).collect();
        let mut expected: Vec<String> = (0..MAX_IN_A_ROW).map(|number| format!("visitor {number}")).collect();
        expected.extend(["mail".to_owned(), format!("visitor {MAX_IN_A_ROW}")]);
        assert_eq!(order, expected);
    }

    #[test]
    fn closed_queue_is_emptied_first() {
        let (entry, exit) = line();
        let another = entry.clone();
        drop(entry);
        another.join(1, Priority::Background);
        drop(another);
        assert_eq!(exit.next(), Some(1));
        assert_eq!(exit.next(), None);
    }
}
