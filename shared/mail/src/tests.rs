mod content;
mod envelope;
mod made_up;
mod samples;
mod snapshots;
