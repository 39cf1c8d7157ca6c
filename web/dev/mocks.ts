import type { IncomingMessage, ServerResponse } from "node:http";

import type { Plugin } from "vite";

/**
 * Stands in for operations that the API under development doesn't have yet. Only with `MAGNETIQ_MOCKS=1 npm run dev`;
 * nothing of it is built.
 */
export function mocks(api: string): Plugin {
  return {
    name: "mocks",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const url = new URL(request.url ?? "/", "http://mocks");
        const answer = ANSWERS.find(([method, path]) => method === request.method && path.test(url.pathname))?.[2];
        if (!answer) return next();
        answer({ api, url, request }).then((body) => send(response, body), next);
      });
    },
  };
}

interface Asked {
  api: string;
  url: URL;
  request: IncomingMessage;
}

function send(response: ServerResponse, body: unknown) {
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : {};
}

interface Slot {
  start: string;
}

async function slots(api: string, query: URLSearchParams): Promise<Slot[]> {
  const answer = await fetch(`${api}/v1/availability?${query}`);
  const { days = [] } = (await answer.json()) as { days?: { slots: Slot[] }[] };
  return days.flatMap((day) => day.slots);
}

async function consultants({ api }: Asked) {
  const answer = (await (await fetch(`${api}/v1/consultants`)).json()) as { consultants: { id: string }[] };
  return {
    consultants: await Promise.all(
      answer.consultants.map(async (one, at) => ({
        ...one,
        nextAvailableSlot: (await slots(api, new URLSearchParams({ consultantId: one.id })))[0] ?? null,
        availabilityIndicator: (["online", "busy", "offline"] as const)[at % 3],
        ...(at !== 2 && { rating: 4.9 - at / 10, reviewCount: 128 - 11 * at, completedBookings: 310 - 30 * at }),
        ...(at === 0 && {
          testimonial: {
            text: { en: "Anna saved us half a year.", de: "Anna hat uns ein halbes Jahr gespart." },
            author: "M. Köhler",
            company: "Nordwerk",
            rating: 5,
          },
        }),
      })),
    ),
  };
}

async function next({ api, url }: Asked) {
  const earliest = url.searchParams.get("earliest") ?? "";
  url.searchParams.set("from", earliest.slice(0, 10));
  url.searchParams.set("to", new Date(Date.parse(earliest) + 60 * 86_400_000).toISOString().slice(0, 10));
  return { slot: (await slots(api, url.searchParams)).find(({ start }) => start >= earliest) ?? null };
}

let outcome: unknown;

async function attendance({ request, url }: Asked) {
  if (request.method === "POST") ({ outcome } = await bodyOf(request));
  return {
    reference: url.pathname.split("/").pop(),
    status: outcome ?? "confirmed",
    start: "2026-11-23T09:00:00Z",
    end: "2026-11-23T10:00:00Z",
    timezone: "Europe/Berlin",
    client: { firstName: "Ada", lastName: "Lovelace", company: "Analytical Engines" },
    meetingType: "video",
  };
}

const SITE = {
  company: "VoltAIc Systems",
  branding: { color: "#1f5eff" },
  languages: ["en", "de", "ru"],
  timezone: "Europe/Berlin",
  hero: {
    title: {
      en: "Talk to someone who has built it before",
      de: "Sprechen Sie mit jemandem, der es schon gebaut hat",
      ru: "Поговорите с тем, кто это уже строил",
    },
    text: {
      en: "Half an hour with an experienced AI engineer: your question, an honest answer, and the next step.",
      de: "Eine halbe Stunde mit erfahrenen KI-Ingenieurinnen und -Ingenieuren: Ihre Frage, eine ehrliche Antwort und der nächste Schritt.",
      ru: "Полчаса с опытным инженером по ИИ: ваш вопрос, честный ответ и следующий шаг.",
    },
  },
  consents: {
    version: "2026-01",
    terms: {
      text: {
        en: "I agree to the terms of use.",
        de: "Ich stimme den Nutzungsbedingungen zu.",
        ru: "Я принимаю условия использования.",
      },
      url: "https://www.example.com/terms",
    },
    privacy: {
      text: {
        en: "I have read the privacy policy and agree that my details are used for this meeting.",
        de: "Ich habe die Datenschutzerklärung gelesen und bin einverstanden, dass meine Angaben für dieses Gespräch verwendet werden.",
        ru: "Я прочитал политику конфиденциальности и согласен на использование моих данных для этой встречи.",
      },
      url: "https://www.example.com/privacy",
    },
    marketing: {
      text: {
        en: "Send me news now and then.",
        de: "Senden Sie mir gelegentlich Neuigkeiten.",
        ru: "Присылайте мне иногда новости.",
      },
    },
    recording: {
      text: {
        en: "The meeting may be recorded.",
        de: "Das Gespräch darf aufgezeichnet werden.",
        ru: "Встречу можно записывать.",
      },
    },
  },
  policies: {
    privacy: "https://www.example.com/privacy",
    terms: "https://www.example.com/terms",
    imprint: "https://www.example.com/imprint",
  },
  changeDeadlineHours: 2,
  badges: [{ name: "ISO 27001" }, { name: "GDPR" }, { name: "Hosted in the EU" }],
  logos: [{ name: "Nordwerk" }, { name: "Hafenstrom" }, { name: "Agritech" }, { name: "Linde & Sohn" }],
  testimonials: [
    {
      text: {
        en: "We came with a vague idea and left with a plan and a price.",
        de: "Wir kamen mit einer vagen Idee und gingen mit einem Plan und einem Preis.",
      },
      author: "S. Brandt",
      company: "Hafenstrom",
      rating: 5,
    },
    {
      text: { en: "Honest enough to tell us that we didn't need AI for this." },
      author: "J. Okafor",
      company: "Agritech",
      rating: 5,
    },
  ],
  statistics: { consultants: 5, completedBookings: 812, averageRating: 4.8, reviewCount: 310 },
  faq: [
    {
      question: { en: "What does it cost?", de: "Was kostet das?" },
      answer: { en: "The first conversation is free.", de: "Das erste Gespräch ist kostenlos." },
    },
    { question: { en: "What do I need?" }, answer: { en: "A browser and a quiet place. You need no account." } },
  ],
  support: { email: "team@magnetiq.example", phone: "+49 30 901820" },
  display: { consultants: "grid", hideWeekends: false },
  challenge: false,
  zoneData: "2026f",
};

const feedback = async ({ request, api, url }: Asked) => {
  const given = await bodyOf(request);
  const headers = { authorization: request.headers.authorization ?? "" };
  const answer = (await (await fetch(api + url.pathname.replace(/\/feedback$/, ""), { headers })).json()) as {
    booking: object;
    links: object;
  };
  return { ...answer, booking: { ...answer.booking, feedback: given } };
};

const ANSWERS: [string, RegExp, (asked: Asked) => Promise<unknown>][] = [
  ["GET", /^\/v1\/site$/, () => Promise.resolve(SITE)],
  ["GET", /^\/v1\/consultants$/, consultants],
  ["GET", /^\/v1\/availability\/next$/, next],
  ["GET", /^\/v1\/attendance\//, attendance],
  ["POST", /^\/v1\/attendance\//, attendance],
  ["POST", /^\/v1\/bookings\/[^/]+\/feedback$/, feedback],
  ["POST", /^\/v1\/(funnel|unsubscribe|privacy\/erase)$/, () => Promise.resolve({})],
  ["GET", /^\/v1\/privacy\/export$/, () => Promise.resolve({ booking: {} })],
];
