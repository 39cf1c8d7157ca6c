// What the widget tells the site around it: this page writes it down.
for (const name of ["ready", "step", "booked", "closed"]) {
  document.addEventListener(`magnetiq-booking:${name}`, (event) => {
    const line = `${name} ${JSON.stringify(/** @type {CustomEvent} */ (event).detail)}\n`;
    document.getElementById("events")?.append(line);
  });
}
