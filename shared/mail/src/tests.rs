mod content;
mod drafts;
mod envelope;
mod made_up;
mod samples;
mod snapshots;
