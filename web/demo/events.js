// Lists the widget's messages to its site.
for (const name of ["ready", "step", "booked", "closed"]) {
  document.addEventListener(`magnetiq-booking:${name}`, (event) => {
    const line = `${name} ${JSON.stringify(/** @type {CustomEvent} */ (event).detail)}\n`;
    document.getElementById("events")?.append(line);
  });
}
