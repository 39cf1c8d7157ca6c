mod content;
mod envelope;
mod samples;
mod snapshots;
