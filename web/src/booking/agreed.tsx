import type { ComponentChildren } from "preact";

import type { Booking } from "../api/types";
import { t } from "../i18n";
import { Phone } from "../ui/page";

/** The agreement besides its time: topic, materials, and the way to meet. */
export function Agreed({ booking, name }: { booking: Booking; name: string }) {
  const { client, subject, preparationMaterials = [], meetingType, meetingUrl } = booking;
  return (
    <dl class="agreed" data-testid="agreed">
      <Fact label={t("done.for")}>
        {client.firstName} {client.lastName}
      </Fact>
      {subject && <Fact label={t("field.subject")}>{subject}</Fact>}
      {meetingType === "video" && meetingUrl && (
        <Fact label={t("done.link")}>
          <a href={meetingUrl} target="_blank" rel="noopener noreferrer">
            {meetingUrl}
          </a>
          <Access booking={booking} />
        </Fact>
      )}
      {meetingType === "phone" && client.phone && (
        <Fact label={t("done.calls", { name })}>
          <Phone number={client.phone} />
        </Fact>
      )}
      {preparationMaterials.length > 0 && (
        <Fact label={t("done.materials")}>
          <ul>
            {preparationMaterials.map((link) => (
              <li key={link}>
                <a href={link} target="_blank" rel="noopener noreferrer">
                  {link}
                </a>
              </li>
            ))}
          </ul>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Access({ booking: { meetingId, meetingPassword } }: { booking: Booking }) {
  return (
    <>
      {meetingId && <span class="muted small">{t("manage.meetingId", { id: meetingId })}</span>}
      {meetingPassword && <span class="muted small">{t("manage.meetingPassword", { password: meetingPassword })}</span>}
    </>
  );
}
