// Generated from functions/api/openapi/openapi.json by `npm run schema`. Don't edit.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Absence: {
            id: string;
            from: components["schemas"]["Date"];
            to: components["schemas"]["Date"];
            reason?: string;
            clientReason?: string;
            /** @enum {unknown} */
            then: "nothing" | "offer" | "reassign" | "cancel" | "unknown";
            createdAt: components["schemas"]["Instant"];
            createdBy: string;
            removedAt?: components["schemas"]["Instant"];
            /** @enum {unknown} */
            state: "running" | "done";
            orders?: components["schemas"]["AbsenceOrders"];
            consultants: {
                consultantId: components["schemas"]["ConsultantId"];
                /** @enum {unknown} */
                state: "waiting" | "closed" | "failed" | "removed" | "unknown";
                version?: number;
            }[];
        };
        /**
         * @example {
         *       "id": "01JDCW5ZK0T8Q1W2E3R4T5Y6U7",
         *       "state": "waiting",
         *       "createdAt": "2026-11-23T08:00:00Z"
         *     }
         */
        Export: {
            id: string;
            /** @enum {unknown} */
            state: "waiting" | "writing" | "done" | "failed" | "expired" | "unknown";
            createdAt: components["schemas"]["Instant"];
            rows?: number;
            bytes?: number;
            url?: string;
            urlExpiresAt?: components["schemas"]["Instant"];
            failure?: string;
        };
        /** @enum {unknown} */
        ExportColumn: "reference" | "status" | "start" | "startDate" | "startTime" | "end" | "endDate" | "endTime" | "duration" | "clientTimezone" | "consultantId" | "consultant" | "meetingType" | "firstName" | "lastName" | "email" | "phone" | "phone00" | "initials" | "company" | "visit" | "rating" | "flags" | "source" | "utmSource" | "utmCampaign" | "createdAt" | "createdDate" | "createdTime" | "cancelledAt" | "cancelledDate" | "cancelledTime";
        ExportRequest: {
            filters?: components["schemas"]["BookingSearch"] | null;
            columns?: components["schemas"]["ExportColumn"][] | null;
            /** @enum {string|null} */
            separator?: "," | ";" | null;
            timezone?: string | null;
            /** @default false */
            personal: boolean | null;
        };
        /**
         * @example {
         *       "id": "01JDCW5ZK0T8Q1W2E3R4T5Y6U7",
         *       "action": "cancel",
         *       "state": "done",
         *       "total": 2,
         *       "done": 2,
         *       "ok": 1,
         *       "failed": 1,
         *       "byCode": {
         *         "booking_not_live": 1
         *       },
         *       "mails": 2,
         *       "createdAt": "2026-11-23T08:00:00Z",
         *       "notBefore": "2026-11-23T08:00:10Z",
         *       "results": [
         *         {
         *           "reference": "VLT-20261123-7KXMPR",
         *           "ok": true
         *         },
         *         {
         *           "reference": "VLT-20261123-7KXMPT",
         *           "ok": false,
         *           "code": "booking_not_live"
         *         }
         *       ]
         *     }
         */
        Bulk: {
            id: string;
            action: components["schemas"]["BulkAction"];
            /** @enum {unknown} */
            state: "waiting" | "running" | "stopped" | "done" | "unknown";
            total: number;
            done: number;
            ok: number;
            failed: number;
            byCode: {
                [key: string]: number;
            };
            mails: number;
            createdAt: components["schemas"]["Instant"];
            notBefore: components["schemas"]["Instant"];
            stoppedAt?: components["schemas"]["Instant"];
            stoppedBecause?: string;
            results: {
                reference: components["schemas"]["Reference"];
                ok: boolean;
                code?: string;
                reason?: components["schemas"]["ConflictReason"];
            }[];
        };
        /** @enum {unknown} */
        BulkAction: "reschedule" | "cancel" | "offer" | "reassign" | "send-reminder" | "resend" | "complete" | "no-show" | "notes";
        BulkRequest: {
            action: components["schemas"]["BulkAction"];
            references?: components["schemas"]["Reference"][] | null;
            selection?: components["schemas"]["BookingSearch"] | null;
            params?: Record<string, never> | null;
            /** @default 0 */
            delaySeconds: number | null;
            mails?: number | null;
        };
        AbsenceCreated: {
            id: string;
            from: components["schemas"]["Date"];
            to: components["schemas"]["Date"];
            reason?: string;
            clientReason?: string;
            /** @enum {unknown} */
            then: "nothing" | "offer" | "reassign" | "cancel" | "unknown";
            createdAt: components["schemas"]["Instant"];
            createdBy: string;
            removedAt?: components["schemas"]["Instant"];
            /** @enum {unknown} */
            state: "running" | "done";
            orders?: components["schemas"]["AbsenceOrders"];
            consultants: {
                consultantId: components["schemas"]["ConsultantId"];
                /** @enum {unknown} */
                state: "waiting" | "closed" | "failed" | "removed" | "unknown";
                version?: number;
                bookings: components["schemas"]["Reference"][];
            }[];
        };
        AbsencePreview: {
            consultants: {
                consultantId: components["schemas"]["ConsultantId"];
                bookings: components["schemas"]["Reference"][];
            }[];
            total: number;
            mails: number;
        };
        AbsenceOrders: {
            id: string;
            /** @enum {unknown} */
            state: "waiting" | "running" | "stopped" | "done" | "unknown";
            total: number;
        }[];
        AbsenceRequest: {
            consultantIds: "all" | components["schemas"]["ConsultantId"][];
            from: components["schemas"]["Date"];
            to: components["schemas"]["Date"];
            reason?: string;
            clientReason?: string;
            /**
             * @default nothing
             * @enum {unknown}
             */
            then: "nothing" | "offer" | "reassign" | "cancel";
        };
        Absences: {
            absences: components["schemas"]["Absence"][];
        };
        Account: {
            id: string;
            email: string;
            emailVerified: boolean;
            /** @enum {string} */
            status: "invited" | "active" | "federated";
            roles: ("admin" | "manager" | "consultant" | "viewer")[];
            consultantId?: components["schemas"]["ConsultantId"];
            assists: components["schemas"]["ConsultantId"][];
            contact: boolean;
            disabled: boolean;
            disabledAt?: components["schemas"]["Instant"];
            createdAt: components["schemas"]["Instant"];
            version: number;
        };
        AccountRequest: {
            roles: ("admin" | "manager" | "consultant" | "viewer")[];
            consultantId?: components["schemas"]["ConsultantId"];
            assists?: components["schemas"]["ConsultantId"][];
            contact?: boolean;
            disabled?: boolean;
        };
        Accounts: {
            items: components["schemas"]["Account"][];
        };
        ArchivedConsultant: {
            id: components["schemas"]["ConsultantId"];
            firstName: string;
            lastName: string;
            email: string;
            phone?: string | null;
            showPhone?: boolean;
            title?: components["schemas"]["Texts"];
            biography?: components["schemas"]["Texts"];
            /** Format: uri */
            photo?: string | null;
            expertise?: string[];
            languages?: string[];
            mailLanguage?: components["schemas"]["Language"] | null;
            experience?: components["schemas"]["Experience"] | null;
            certifications?: components["schemas"]["Certification"][];
            /** Format: uri */
            linkedinUrl?: string | null;
            responseTime?: components["schemas"]["Texts"];
            archived: boolean;
            archivedAt?: components["schemas"]["Instant"];
            timezone: components["schemas"]["Timezone"];
            complete: {
                [key: string]: number;
            };
            version: number;
            changedAt?: components["schemas"]["Instant"];
            changedBy?: string;
            bookings: components["schemas"]["BookingBrief"][];
            bookingsCount: number;
        };
        BookingBrief: {
            reference: components["schemas"]["Reference"];
            version: number;
            status: components["schemas"]["Status"];
            start: components["schemas"]["Instant"];
            end: components["schemas"]["Instant"];
            duration: components["schemas"]["Duration"];
            timezone: components["schemas"]["Timezone"];
            consultantId: components["schemas"]["ConsultantId"];
            meetingType: components["schemas"]["MeetingType"] | components["schemas"]["Unknown"];
            client: {
                firstName?: string;
                lastName?: string;
                initials?: string;
                company?: string;
            };
        };
        ConsultantCreation: {
            firstName: string;
            lastName: string;
            email: string;
            phone?: string | null;
            showPhone?: boolean;
            title?: components["schemas"]["Texts"];
            biography?: components["schemas"]["Texts"];
            /** Format: uri */
            photo?: string | null;
            expertise?: string[];
            languages?: string[];
            mailLanguage?: components["schemas"]["Language"] | null;
            experience?: components["schemas"]["Experience"] | null;
            certifications?: components["schemas"]["Certification"][];
            /** Format: uri */
            linkedinUrl?: string | null;
            responseTime?: components["schemas"]["Texts"];
            timezone: components["schemas"]["Timezone"];
            schedule?: components["schemas"]["Schedule"];
            rules?: components["schemas"]["Rules"];
        };
        DayHours: {
            windows?: components["schemas"]["Window"][];
            breaks?: components["schemas"]["Window"][];
        };
        ExceptionRequest: {
            date: components["schemas"]["Date"];
            windows: components["schemas"]["Window"][] | null;
            breaks?: components["schemas"]["Window"][];
        };
        InvitationRequest: {
            /** Format: email */
            email: string;
            roles: ("admin" | "manager" | "consultant" | "viewer")[];
            consultantId?: components["schemas"]["ConsultantId"];
            assists?: components["schemas"]["ConsultantId"][];
            contact?: boolean;
            disabled?: boolean;
        };
        ListedHoliday: {
            date: components["schemas"]["Date"];
            name: string;
            /** @enum {unknown} */
            kind: "public" | "own";
            on: boolean;
        };
        Me: {
            accountId: string;
            email?: string;
            roles: ("admin" | "manager" | "consultant" | "viewer")[];
            consultantId?: components["schemas"]["ConsultantId"];
            assists: components["schemas"]["ConsultantId"][];
            viewedAs?: components["schemas"]["ConsultantId"];
            can: ("see_bookings" | "see_contact" | "change_bookings" | "correct_outcomes" | "waive_limits" | "reassign" | "change_many" | "see_schedules" | "edit_schedules" | "see_profiles" | "edit_profile_texts" | "edit_profiles" | "see_templates" | "edit_templates" | "see_settings" | "edit_settings" | "see_numbers" | "see_small_numbers" | "see_totals" | "see_insights" | "export_bookings" | "see_audit" | "see_booking_audit" | "manage_accounts" | "view_as" | "see_integrations" | "redrive" | "erase_bookings")[];
            settings: {
                consultantsMayEditSchedule: boolean;
                consultantsMayReassign: boolean;
                consultantsSeeTeamTotals: boolean;
                managersMayExport: boolean;
            };
            timezone: components["schemas"]["Timezone"];
        };
        Integrations: {
            asOf: components["schemas"]["Instant"];
            queues: {
                integration: string;
                name: string;
                waiting: number;
                inFlight: number;
                delayed: number;
                dead: number;
            }[];
            jobs: {
                overdue: number;
                overdueIsLowerBound: boolean;
                oldestDueAt?: components["schemas"]["Instant"];
                oldestSeconds: number;
            };
            mail: {
                days: number;
                delivered: number;
                bounced: number;
                complained: number;
                bounceRate?: number;
                complaintRate?: number;
            };
            repairs: number;
        };
        OutsideBooking: {
            reference: components["schemas"]["Reference"];
            version: number;
            status: components["schemas"]["Status"];
            start: components["schemas"]["Instant"];
            end: components["schemas"]["Instant"];
            duration: components["schemas"]["Duration"];
            timezone: components["schemas"]["Timezone"];
            consultantId: components["schemas"]["ConsultantId"];
            meetingType: components["schemas"]["MeetingType"] | components["schemas"]["Unknown"];
            client: {
                firstName?: string;
                lastName?: string;
                initials?: string;
                company?: string;
            };
            reason: components["schemas"]["ConflictReason"];
            wasOutside: boolean;
        };
        ProfileRequest: {
            firstName: string;
            lastName: string;
            email: string;
            phone?: string | null;
            showPhone?: boolean;
            title?: components["schemas"]["Texts"];
            biography?: components["schemas"]["Texts"];
            /** Format: uri */
            photo?: string | null;
            expertise?: string[];
            languages?: string[];
            mailLanguage?: components["schemas"]["Language"] | null;
            experience?: components["schemas"]["Experience"] | null;
            certifications?: components["schemas"]["Certification"][];
            /** Format: uri */
            linkedinUrl?: string | null;
            responseTime?: components["schemas"]["Texts"];
        };
        RedriveRequest: {
            queue?: string;
            /** @default 100 */
            max: number;
        };
        Redriven: {
            queues: {
                name: string;
                redriven: number;
                more: boolean;
            }[];
        };
        Alternatives: components["schemas"]["Slot"][];
        Attendance: {
            reference: components["schemas"]["Reference"];
            status: components["schemas"]["Status"];
            start: components["schemas"]["Instant"];
            end: components["schemas"]["Instant"];
            timezone: components["schemas"]["Timezone"];
            meetingType: components["schemas"]["MeetingType"] | components["schemas"]["Unknown"];
            client: {
                firstName: string;
                lastName: string;
                company?: string;
            };
            clientErased?: boolean;
            markedAt?: components["schemas"]["Instant"];
            offsets: components["schemas"]["ZoneOffsets"];
        };
        AttendanceRequest: {
            /** @enum {string} */
            outcome: "completed" | "no_show";
        };
        AuditEntry: {
            reference: components["schemas"]["Reference"];
            version: number;
            at: components["schemas"]["Instant"];
            /** @enum {string} */
            actor: "client" | "consultant" | "admin" | "system" | "unknown";
            requestId: string;
            accountId?: string;
            waived?: components["schemas"]["Waiver"][];
            type: string;
            change: Record<string, never>;
        };
        Availability: {
            timezone: components["schemas"]["Timezone"];
            duration: components["schemas"]["Duration"];
            days: {
                date: components["schemas"]["Date"];
                slots: components["schemas"]["Slot"][];
            }[];
            offsets: components["schemas"]["ZoneOffsets"];
        };
        AvailabilityCheck: {
            isAvailable: boolean;
            reason?: components["schemas"]["ConflictReason"];
            conflicts: {
                start: components["schemas"]["Instant"];
                end: components["schemas"]["Instant"];
                /** @enum {string} */
                reason: "booked" | "blocked";
            }[];
            suggestedAlternatives: components["schemas"]["Alternatives"];
        };
        AdminBooking: {
            version?: number;
            consultantTimezone?: components["schemas"]["Timezone"];
            clientId?: string;
            erasedAt?: components["schemas"]["Instant"];
            facts?: components["schemas"]["Facts"];
            id: string;
            reference: components["schemas"]["Reference"];
            status: components["schemas"]["Status"];
            consultantId: components["schemas"]["ConsultantId"];
            consultant: components["schemas"]["ConsultantSummary"];
            start: components["schemas"]["Instant"];
            end: components["schemas"]["Instant"];
            duration: components["schemas"]["Duration"];
            timezone: components["schemas"]["Timezone"];
            meetingType: components["schemas"]["MeetingType"] | components["schemas"]["Unknown"];
            location?: string;
            /** Format: uri */
            meetingUrl?: string;
            consultantPhone?: string;
            meetingId?: string;
            meetingPassword?: string;
            client: components["schemas"]["Client"] | {
                initials: string;
                company?: string;
            };
            subject?: string;
            message?: string;
            preparationNotes?: string;
            preparationMaterials?: string[];
            specialRequirements?: string;
            language: components["schemas"]["Language"] | components["schemas"]["Unknown"];
            reminders: {
                email: boolean;
                sms: boolean;
                timing: number[];
            };
            consent: components["schemas"]["Consent"];
            /** @enum {string} */
            source: "website" | "referral" | "direct" | "social" | "unknown";
            sequence: number;
            changeableUntil: components["schemas"]["Instant"];
            createdAt: components["schemas"]["Instant"];
            updatedAt: components["schemas"]["Instant"];
            cancelledAt?: components["schemas"]["Instant"];
            cancellationReason?: string;
            markedAt?: components["schemas"]["Instant"];
            feedback?: components["schemas"]["Feedback"];
            offer?: components["schemas"]["Offer"];
            confirmationSentAt?: components["schemas"]["Instant"];
            reminderSentAt?: components["schemas"]["Instant"];
            followUpSentAt?: components["schemas"]["Instant"];
            reminderSent?: boolean;
        };
        Booking: {
            id: string;
            reference: components["schemas"]["Reference"];
            status: components["schemas"]["Status"];
            consultantId: components["schemas"]["ConsultantId"];
            consultant: components["schemas"]["ConsultantSummary"];
            start: components["schemas"]["Instant"];
            end: components["schemas"]["Instant"];
            duration: components["schemas"]["Duration"];
            timezone: components["schemas"]["Timezone"];
            meetingType: components["schemas"]["MeetingType"] | components["schemas"]["Unknown"];
            location?: string;
            /** Format: uri */
            meetingUrl?: string;
            consultantPhone?: string;
            meetingId?: string;
            meetingPassword?: string;
            client: components["schemas"]["Client"];
            subject?: string;
            message?: string;
            preparationNotes?: string;
            preparationMaterials?: string[];
            specialRequirements?: string;
            language: components["schemas"]["Language"] | components["schemas"]["Unknown"];
            reminders: {
                email: boolean;
                sms: boolean;
                timing: number[];
            };
            consent: components["schemas"]["Consent"];
            /** @enum {string} */
            source: "website" | "referral" | "direct" | "social" | "unknown";
            sequence: number;
            changeableUntil: components["schemas"]["Instant"];
            createdAt: components["schemas"]["Instant"];
            updatedAt: components["schemas"]["Instant"];
            cancelledAt?: components["schemas"]["Instant"];
            cancellationReason?: string;
            markedAt?: components["schemas"]["Instant"];
            feedback?: components["schemas"]["Feedback"];
            offer?: components["schemas"]["Offer"];
            confirmationSentAt?: components["schemas"]["Instant"];
            reminderSentAt?: components["schemas"]["Instant"];
            followUpSentAt?: components["schemas"]["Instant"];
            reminderSent?: boolean;
        };
        BookingChanged: {
            booking: components["schemas"]["Booking"];
            links: components["schemas"]["Links"];
        };
        BookingInFull: {
            notes: components["schemas"]["Note"][];
            allowed: components["schemas"]["AllowedActions"];
            whyNot: components["schemas"]["WhyNot"];
            booking: components["schemas"]["AdminBooking"];
            history: components["schemas"]["AuditEntry"][];
            communications: components["schemas"]["Communication"][];
            jobs: components["schemas"]["Communication"][];
            offers: {
                offerId: string;
                starts: {
                    start: components["schemas"]["Instant"];
                    consultantId: components["schemas"]["ConsultantId"];
                    consultantName?: string;
                }[];
                /** @enum {string} */
                state: "open" | "taken" | "declined" | "passed" | "with_cancellation" | "unknown";
                offeredAt?: components["schemas"]["Instant"];
                endsAt?: components["schemas"]["Instant"];
                isOff: boolean;
            }[];
            client: {
                earlier: components["schemas"]["BookingRow"][];
                upcoming: components["schemas"]["BookingRow"][];
                counts: {
                    completed: number;
                    noShow: number;
                    cancelled: number;
                };
            };
            path: {
                /** @enum {string} */
                source: "website" | "referral" | "direct" | "social" | "unknown";
                utm?: {
                    source?: string;
                    medium?: string;
                    campaign?: string;
                };
                /** @enum {string} */
                device?: "phone" | "tablet" | "desktop";
                secondsToBook?: number;
                steps: string[];
            };
        };
        BookingRow: {
            reference: components["schemas"]["Reference"];
            version: number;
            status: components["schemas"]["Status"];
            start: components["schemas"]["Instant"];
            end: components["schemas"]["Instant"];
            duration: components["schemas"]["Duration"];
            timezone: components["schemas"]["Timezone"];
            consultantId: components["schemas"]["ConsultantId"];
            /** @enum {string} */
            meetingType: "video" | "phone" | "in_person" | "unknown";
            /** @enum {string} */
            source: "website" | "referral" | "direct" | "social" | "unknown";
            createdAt: components["schemas"]["Instant"];
            client: {
                firstName: string;
                lastName: string;
                email: string;
                phone?: string;
                company?: string;
            } | {
                initials: string;
                company?: string;
            };
            visit?: number;
            rating: number | null;
            flags: components["schemas"]["Flag"][];
            cancelledAt?: components["schemas"]["Instant"];
            erasedAt?: components["schemas"]["Instant"];
        };
        BookingList: {
            items: components["schemas"]["BookingRow"][];
            nextCursor?: string;
            totalCount: number;
            totalIsLowerBound: boolean;
            asked?: {
                from: components["schemas"]["Instant"];
                to: components["schemas"]["Instant"];
            };
        };
        BookingSearch: {
            from?: string | null;
            to?: string | null;
            timezone?: string | null;
            consultantId?: components["schemas"]["OneOrMany"];
            status?: components["schemas"]["OneOrMany"];
            source?: components["schemas"]["OneOrMany"];
            meetingType?: components["schemas"]["OneOrMany"];
            visit?: number | number[] | null;
            flag?: components["schemas"]["OneOrMany"];
            q?: string | null;
            /** @enum {string|null} */
            sort?: "start" | "-start" | "createdAt" | "-createdAt" | null;
            /** @enum {integer|null} */
            pageSize?: 25 | 50 | 100 | null;
            cursor?: string | null;
        };
        OneOrMany: string | string[] | null;
        /** @enum {string} */
        FlagFilter: "unmarked" | "late_cancelled" | "offer_open" | "mail_trouble" | "assumed" | "moved" | "rated";
        /** @enum {string} */
        Flag: "unmarked" | "late_cancelled" | "offer_open" | "mail_trouble" | "assumed";
        Interval: {
            start: components["schemas"]["Instant"];
            end: components["schemas"]["Instant"];
        };
        Calendars: {
            timezone: components["schemas"]["Timezone"];
            consultants: {
                consultantId: components["schemas"]["ConsultantId"];
                timezone: components["schemas"]["Timezone"];
                days: components["schemas"]["CalendarDay"][];
            }[];
        };
        CalendarDay: {
            date: components["schemas"]["Date"];
            windows: components["schemas"]["Interval"][];
            breaks: components["schemas"]["Interval"][];
            holiday?: boolean;
            blackout?: boolean;
            bookings: components["schemas"]["BookingRow"][];
            busy: components["schemas"]["Interval"][];
        };
        NumbersReport: {
            report: string;
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            timezone: components["schemas"]["Timezone"];
            consultantId?: string;
            asOf: components["schemas"]["Instant"];
            exact: boolean;
            figures: components["schemas"]["NumbersFigure"][];
            tables: components["schemas"]["NumbersTable"][];
        };
        NumbersFigure: {
            key: string;
            list?: string;
            previous?: components["schemas"]["NumbersMeasure"];
            change?: {
                by: number;
                low: number;
                high: number;
            };
        } & components["schemas"]["NumbersMeasure"];
        NumbersMeasure: {
            /** @enum {string} */
            kind: "count" | "share" | "mean" | "median" | "few";
            n?: number;
            of?: number;
            value?: number;
            p90?: number;
            low?: number;
            high?: number;
            shown?: boolean;
        };
        NumbersTable: {
            key: string;
            columns: string[];
            rows: {
                label: string;
                cells: components["schemas"]["NumbersMeasure"][];
                list?: string;
            }[];
        };
        AuditTrail: {
            items: components["schemas"]["TrailEntry"][];
            nextCursor?: string;
        };
        SlotExplanation: {
            offered: boolean;
            reason?: string;
            at: components["schemas"]["Instant"];
            timezone: components["schemas"]["Timezone"];
            scheduleVersion: number;
            steps: {
                /** @enum {unknown} */
                rule: "duration" | "meeting_type" | "not_accepting" | "holiday" | "blocked" | "outside_hours" | "off_grid" | "horizon" | "notice" | "limit" | "booked";
                ok: boolean;
                detail: string;
            }[];
            heldBy?: components["schemas"]["BookingBrief"];
            nearest: components["schemas"]["Slot"][];
            notKept?: ("holds" | "outside_calendars" | "bookings_gone_since")[];
        };
        TrailEntry: {
            at: components["schemas"]["Instant"];
            kind: string;
            reference?: components["schemas"]["Reference"];
            version?: number;
            subject?: string;
            /** @enum {string} */
            actor?: "client" | "consultant" | "admin" | "system" | "unknown";
            actorId?: string;
            waived?: string[];
            requestId: string;
            change?: Record<string, never>;
            before?: Record<string, never>;
            after?: Record<string, never>;
        };
        BookingActed: {
            booking: components["schemas"]["Booking"];
            allowed: components["schemas"]["AllowedActions"];
            whyNot: components["schemas"]["WhyNot"];
            free?: components["schemas"]["ConsultantId"][];
        };
        BookingNotes: {
            reference: components["schemas"]["Reference"];
            notes: components["schemas"]["Note"][];
        };
        TimeToOffer: {
            start: components["schemas"]["RequestInstant"];
            consultantId?: components["schemas"]["ConsultantId"] | null;
        };
        OfferAnswer: {
            offerId: number;
            start?: components["schemas"]["RequestInstant"];
            consultantId?: components["schemas"]["ConsultantId"];
            decline?: boolean | null;
        };
        Offer: {
            id: number;
            starts: components["schemas"]["OfferedTime"][];
            endsAt: components["schemas"]["Instant"];
            isOff: boolean;
            /** @enum {string} */
            message?: "as_discussed" | "unavailable" | "unknown";
            reason?: string;
        };
        OfferedTime: {
            start: components["schemas"]["Instant"];
            end: components["schemas"]["Instant"];
            consultantId: components["schemas"]["ConsultantId"];
            consultantName?: string;
        };
        AllowedActions: components["schemas"]["StaffAction"][];
        RestoreRequest: {
            version: number;
        };
        Rules: {
            bufferBeforeMinutes?: number;
            bufferAfterMinutes?: number;
            minimumNoticeHours?: number;
            maximumAdvanceDays?: number;
            dailyLimit?: number | null;
            durations?: components["schemas"]["Duration"][];
            defaultDuration?: components["schemas"]["Duration"] | null;
            gridMinutes?: number;
            meetingTypes?: components["schemas"]["MeetingType"][];
            acceptingBookings?: boolean;
            online?: boolean;
            location?: string | null;
            /** Format: uri */
            meetingUrl?: string | null;
        };
        Schedule: {
            weekly?: {
                monday?: components["schemas"]["DayHours"];
                tuesday?: components["schemas"]["DayHours"];
                wednesday?: components["schemas"]["DayHours"];
                thursday?: components["schemas"]["DayHours"];
                friday?: components["schemas"]["DayHours"];
                saturday?: components["schemas"]["DayHours"];
                sunday?: components["schemas"]["DayHours"];
            };
            exceptions?: {
                date: components["schemas"]["Date"];
                windows?: components["schemas"]["Window"][];
                breaks?: components["schemas"]["Window"][];
            }[];
            holidays?: {
                calendar?: string | null;
                except?: components["schemas"]["Date"][];
                own?: {
                    month: number;
                    day: number;
                    name: string;
                }[];
            };
            blackouts?: {
                from: components["schemas"]["Date"];
                to: components["schemas"]["Date"];
                reason?: string;
                absence?: string;
            }[];
        };
        SchedulePreview: {
            timezone: components["schemas"]["Timezone"];
            duration: components["schemas"]["Duration"];
            slots: {
                date: components["schemas"]["Date"];
                before: {
                    start: components["schemas"]["Instant"];
                    end: components["schemas"]["Instant"];
                }[];
                after: {
                    start: components["schemas"]["Instant"];
                    end: components["schemas"]["Instant"];
                }[];
            }[];
            slotsBefore: number;
            slotsAfter: number;
            warnings: {
                /** @enum {unknown} */
                code: "window_shorter_than_any_duration" | "break_outside_windows" | "edge_off_grid" | "buffer_eats_day" | "limit_below_booked" | "zone_changed" | "holiday_calendar_ends" | "nothing_on_offer_for_14_days";
                day?: string;
                message: string;
            }[];
            holidays: components["schemas"]["ListedHoliday"][];
            outside: components["schemas"]["OutsideBooking"][];
            outsideCount: number;
        };
        ScheduleVersions: {
            versions: {
                version: number;
                changedAt?: components["schemas"]["Instant"];
                changedBy?: string;
                fields: string[];
            }[];
            nextCursor?: string;
        };
        StaffConsultant: {
            id: components["schemas"]["ConsultantId"];
            firstName: string;
            lastName: string;
            email: string;
            phone?: string | null;
            showPhone?: boolean;
            title?: components["schemas"]["Texts"];
            biography?: components["schemas"]["Texts"];
            /** Format: uri */
            photo?: string | null;
            expertise?: string[];
            languages?: string[];
            mailLanguage?: components["schemas"]["Language"] | null;
            experience?: components["schemas"]["Experience"] | null;
            certifications?: components["schemas"]["Certification"][];
            /** Format: uri */
            linkedinUrl?: string | null;
            responseTime?: components["schemas"]["Texts"];
            archived: boolean;
            archivedAt?: components["schemas"]["Instant"];
            timezone: components["schemas"]["Timezone"];
            complete: {
                [key: string]: number;
            };
            version: number;
            changedAt?: components["schemas"]["Instant"];
            changedBy?: string;
        };
        StaffConsultants: {
            consultants: {
                id: components["schemas"]["ConsultantId"];
                firstName: string;
                lastName: string;
                title?: components["schemas"]["Texts"];
                photo?: string;
                timezone: components["schemas"]["Timezone"];
                defaultDuration: components["schemas"]["Duration"];
                acceptingBookings: boolean;
                archived: boolean;
                nextAvailableSlot?: components["schemas"]["Slot"];
                load?: {
                    thisWeek: number;
                    nextWeek: number;
                };
            }[];
        };
        WhyNot: {
            [key: string]: "forbidden" | "erased" | "already" | "not_live" | "not_begun" | "begun" | "live" | "not_over";
        };
        /** @enum {string} */
        StaffAction: "reschedule" | "reassign" | "cancel" | "offer" | "complete" | "no-show" | "notes" | "send-reminder" | "resend" | "contact" | "erase";
        /** @enum {string} */
        Waiver: "notice" | "horizon" | "hours" | "limit" | "deadline" | "clientLimit";
        Note: {
            id: string;
            text: string;
            by: string;
            at: components["schemas"]["Instant"];
        };
        StaffActionRequest: {
            start?: components["schemas"]["RequestInstant"];
            duration?: number | null;
            consultantId?: components["schemas"]["ConsultantChoice"];
            waive?: components["schemas"]["Waiver"][] | null;
            reason?: string | null;
            starts?: components["schemas"]["TimeToOffer"][] | null;
            offer?: components["schemas"]["TimeToOffer"][] | null;
            /** @enum {string|null} */
            message?: "as_discussed" | "unavailable" | null;
            text?: string | null;
            noteId?: string | null;
            delete?: boolean | null;
            /** @enum {string|null} */
            channel?: "mail" | "sms" | "chat" | null;
            recipient?: string | null;
            jobs?: boolean | null;
            client?: Record<string, never> | null;
            confirm?: string | null;
        };
        CreateAdminBookingRequest: {
            consultantId: components["schemas"]["ConsultantChoice"];
            start: components["schemas"]["RequestInstant"];
            duration: components["schemas"]["Duration"];
            timezone: components["schemas"]["Timezone"];
            meetingType: components["schemas"]["MeetingType"];
            client: components["schemas"]["ClientRequest"];
            subject?: string | null;
            message?: string | null;
            /** @enum {string|null} */
            language?: "en" | "de" | "ru" | null;
            /** @enum {string|null} */
            source?: "website" | "referral" | "direct" | "social" | null;
            consent: {
                /** @enum {string} */
                given: "by_phone" | "in_writing";
                marketing?: boolean | null;
                recording?: boolean | null;
            };
            waive?: components["schemas"]["Waiver"][] | null;
            notify?: boolean | null;
        };
        BookingWithHistory: {
            booking: components["schemas"]["Booking"];
            history: components["schemas"]["HistoryEntry"][];
            links: components["schemas"]["Links"];
        };
        BookingWithToken: {
            booking: components["schemas"]["Booking"];
            manageToken: components["schemas"]["ManageToken"];
            links: components["schemas"]["Links"];
        };
        CancelRequest: {
            reason?: string | null;
        };
        Certification: {
            name: string;
            issuer?: string;
            year?: number;
        };
        Client: {
            firstName: string;
            lastName: string;
            email: string;
            phone?: string;
            company?: string;
            website?: string;
            position?: string;
            industry?: string;
            /** @enum {string} */
            companySize?: "1-10" | "11-50" | "51-200" | "201-1000" | "1001+";
        };
        ClientRequest: {
            firstName: string;
            lastName: string;
            /** Format: idn-email */
            email: string;
            phone?: string | null;
            company?: string | null;
            website?: string | null;
            position?: string | null;
            industry?: string | null;
            /** @enum {string|null} */
            companySize?: "1-10" | "11-50" | "51-200" | "201-1000" | "1001+" | null;
        };
        Communication: {
            kind: string;
            recipient?: string;
            sequence: number;
            /** @enum {string} */
            state: "planned" | "done" | "skipped" | "failed" | "unknown";
            due?: components["schemas"]["Instant"];
            settledAt?: components["schemas"]["Instant"];
            subject?: string;
            messageId?: string;
            failure?: string;
            /** @enum {string} */
            delivery?: "delivered" | "bounced" | "bounced_for_now" | "complained";
            repairs?: number;
        };
        /** @enum {string} */
        ConflictReason: "not_accepting" | "holiday" | "blocked" | "outside_hours" | "off_grid" | "horizon" | "notice" | "limit" | "booked";
        Consent: {
            /** @constant */
            terms: true;
            /** @constant */
            privacy: true;
            marketing: boolean;
            recording: boolean;
            textVersion: string;
            shown: boolean;
            givenAt: components["schemas"]["Instant"];
            withdrawn?: {
                /** @enum {string} */
                consent: "marketing" | "recording" | "unknown";
                at: components["schemas"]["Instant"];
            }[];
            /** @enum {string} */
            given?: "by_phone" | "in_writing" | "unknown";
        };
        Consultant: {
            id: components["schemas"]["ConsultantId"];
            firstName: string;
            lastName: string;
            title?: components["schemas"]["Texts"];
            biography?: components["schemas"]["Texts"];
            /** Format: uri */
            photo?: string;
            expertise: string[];
            languages: string[];
            experience?: components["schemas"]["Experience"];
            certifications?: components["schemas"]["Certification"][];
            /** Format: uri */
            linkedinUrl?: string;
            timezone: components["schemas"]["Timezone"];
            durations: components["schemas"]["Duration"][];
            defaultDuration: components["schemas"]["Duration"];
            meetingTypes: components["schemas"]["MeetingType"][];
            responseTime?: components["schemas"]["Texts"];
            acceptingBookings: boolean;
            rating: number | null;
            reviewCount: number;
            completedBookings: number;
            nextAvailableSlot?: components["schemas"]["Slot"];
            /** @enum {string} */
            availabilityIndicator?: "online" | "busy" | "offline";
            testimonial?: {
                text: components["schemas"]["Texts"];
                author: string;
                company?: string;
                rating?: number;
            };
        };
        ConsultantChoice: string;
        ConsultantId: string;
        ConsultantSummary: {
            id: components["schemas"]["ConsultantId"];
            firstName: string;
            lastName: string;
            title?: components["schemas"]["Texts"];
        };
        Challenge: {
            parameters: {
                algorithm: string;
                cost: number;
                data?: Record<string, never>;
                keyLength: number;
                keyPrefix: string;
                nonce: string;
                salt: string;
            };
            signature: string;
        };
        FormChallenge: {
            challenge: components["schemas"]["Challenge"];
            formStart: string;
        };
        CreateBookingRequest: {
            consultantId: components["schemas"]["ConsultantChoice"];
            start: components["schemas"]["RequestInstant"];
            duration: components["schemas"]["Duration"];
            timezone: components["schemas"]["Timezone"];
            meetingType: components["schemas"]["MeetingType"];
            client: components["schemas"]["ClientRequest"];
            subject?: string | null;
            message?: string | null;
            preparationNotes?: string | null;
            preparationMaterials?: string[] | null;
            specialRequirements?: string | null;
            /** @enum {string|null} */
            language?: "en" | "de" | "ru" | null;
            reminders?: {
                email?: boolean | null;
                sms?: boolean | null;
                timing?: number[] | null;
            } | null;
            consent: {
                /** @constant */
                terms: true;
                /** @constant */
                privacy: true;
                marketing?: boolean | null;
                recording?: boolean | null;
                textVersion?: string | null;
            };
            challenge?: string | null;
            formStart?: string | null;
            fax?: string | null;
            /** @enum {string|null} */
            source?: "website" | "referral" | "direct" | "social" | null;
            utm?: {
                source?: string | null;
                medium?: string | null;
                campaign?: string | null;
            } | null;
            visit?: {
                /** @enum {string|null} */
                device?: "phone" | "mobile" | "tablet" | "desktop" | null;
                secondsToBook?: number | null;
                steps?: ("landing" | "consultant_view" | "calendar_view" | "form_start" | "completed")[] | null;
            } | null;
        };
        /** Format: date */
        Date: string;
        Done: Record<string, never>;
        Duration: number;
        EraseRequest: {
            /** @enum {unknown} */
            confirm?: true | null;
        };
        /** @enum {string} */
        Experience: "junior" | "mid" | "senior" | "expert";
        Facts: {
            visit?: number;
            leadHours: number;
            movedLeadHours?: number;
            moves: number;
            companySize?: string;
            /** @enum {string} */
            device?: "phone" | "tablet" | "desktop";
            secondsToBook?: number;
            steps?: string[];
            /** @enum {string} */
            markedBy?: "client" | "consultant" | "admin" | "system" | "unknown";
            /** @enum {string} */
            cancelledBy?: "client" | "consultant" | "admin" | "system" | "unknown";
        };
        Fault: {
            pointer: string;
            /** @enum {string} */
            code: "required" | "wrong_type" | "invalid_format" | "out_of_range" | "too_long" | "unknown_value" | "not_offered" | "unknown_consultant" | "must_be_true" | "control_characters" | "looks_like_url" | "looks_like_message" | "must_be_empty" | "range_too_large" | "key_reused" | "invalid_template" | "unknown_variable" | "no_value" | "foreign_link";
            message: string;
            line?: number;
            column?: number;
        };
        Feedback: {
            rating: number;
            comment?: string;
            givenAt: components["schemas"]["Instant"];
            updatedAt: components["schemas"]["Instant"];
        };
        FeedbackRequest: {
            rating: number;
            comment?: string | null;
        };
        FunnelRequest: {
            session: string;
            /** @enum {string} */
            step: "landing" | "consultant_view" | "calendar_view" | "form_start" | "completed" | "rated";
            rating?: number | null;
            consultantId?: components["schemas"]["ConsultantId"];
            elapsedSeconds?: number | null;
            /** @enum {string|null} */
            device?: "phone" | "tablet" | "desktop" | null;
        };
        GatewayMessage: {
            message: string;
        };
        HistoryEntry: {
            /** @enum {string} */
            type: "booking.confirmed" | "booking.rescheduled" | "booking.cancelled" | "booking.completed" | "booking.no_show" | "booking.feedback_received" | "booking.contact_corrected" | "booking.invite_answered" | "booking.offered" | "booking.offer_closed" | "booking.consent_withdrawn" | "booking.links_renewed" | "booking.erasure_requested" | "booking.erased" | "unknown";
            time: components["schemas"]["Instant"];
            /** @enum {string} */
            actor: "client" | "consultant" | "admin" | "system" | "unknown";
            oldStart?: components["schemas"]["Instant"];
            newStart?: components["schemas"]["Instant"];
        };
        /** Format: date-time */
        Instant: string;
        /** @enum {string} */
        Language: "en" | "de" | "ru";
        Links: {
            /** Format: uri */
            manage: string;
            /** Format: uri */
            reschedule: string;
            /** Format: uri */
            cancel: string;
            /** Format: uri */
            ics: string;
            /** Format: uri */
            google: string;
            /** Format: uri */
            outlook: string;
        };
        LookupRequest: {
            reference: string;
            /** Format: idn-email */
            email: string;
        };
        ManageToken: string;
        /** @enum {string} */
        MeetingType: "video" | "phone" | "in_person";
        NamedMark: {
            name: string;
            /** Format: uri */
            image?: string;
            /** Format: uri */
            url?: string;
        };
        PrivacyExport: {
            exportedAt: components["schemas"]["Instant"];
            booking: components["schemas"]["Booking"];
            utm?: {
                source?: string;
                medium?: string;
                campaign?: string;
            };
            newEmail?: string;
            history: components["schemas"]["HistoryEntry"][];
            messages: {
                kind: string;
                recipient: string;
                state: string;
                due?: components["schemas"]["Instant"];
                settledAt?: components["schemas"]["Instant"];
                delivery?: string;
            }[];
            address: components["schemas"]["AddressState"];
            consentTexts: components["schemas"]["ConsentTexts"];
        };
        AddressExport: {
            exportedAt: components["schemas"]["Instant"];
            bookings: Record<string, never>[];
            address: components["schemas"]["AddressState"];
            consentTexts: components["schemas"]["ConsentTexts"];
        };
        ConsentTexts: {
            [key: string]: Record<string, never>;
        };
        AddressState: {
            complained: boolean;
            unsubscribed: boolean;
            /** Format: date-time */
            bouncedAt?: string;
        };
        Erased: {
            waiting?: components["schemas"]["Reference"][];
            kept?: components["schemas"]["Reference"][];
        };
        PrivacyRequest: {
            /** Format: email */
            email: string;
        };
        WithdrawRequest: {
            consents: ("marketing" | "recording")[];
        };
        OwnDetailsRequest: {
            client?: {
                phone?: string | null;
                company?: string | null;
                position?: string | null;
            } | null;
            language?: components["schemas"]["Language"] | null;
        };
        EmailChangeRequest: {
            /** Format: email */
            email?: string | null;
            code?: string | null;
        };
        AddressBookings: {
            email?: string;
            address: components["schemas"]["AddressState"];
            bookings: {
                booking: components["schemas"]["Booking"];
                manageToken: components["schemas"]["ManageToken"];
                links: components["schemas"]["Links"];
                isOpen: boolean;
                isErasable: boolean;
                isErasing?: boolean;
            }[];
            isPartial?: boolean;
        };
        Problem: {
            /** Format: uri-reference */
            type: string;
            title: string;
            status: number;
            detail?: string;
            /** @enum {string} */
            code: "malformed_body" | "unsupported_media_type" | "body_too_large" | "invalid_request" | "idempotency_key_reused" | "unauthorized" | "token_expired" | "not_found" | "slot_taken" | "slot_not_offered" | "client_limit" | "change_deadline_passed" | "booking_not_live" | "change_limit_reached" | "change_not_allowed" | "booking_live" | "no_own_address" | "no_own_address" | "changed_meanwhile" | "if_match_required" | "challenge_required" | "meeting_not_begun" | "meeting_not_over" | "offer_closed" | "nothing_to_offer" | "account_exists" | "consultant_linked" | "last_admin" | "forbidden" | "too_many_requests" | "busy" | "outcome_unknown" | "not_configured" | "internal";
            errors?: components["schemas"]["Fault"][];
            reason?: components["schemas"]["ConflictReason"];
            alternatives?: components["schemas"]["Alternatives"];
            waivable?: components["schemas"]["Waiver"][];
            challenge?: components["schemas"]["Challenge"];
            current?: {
                etag: string;
                changedBy?: string;
                changedAt?: components["schemas"]["Instant"];
                fields: string[];
            };
        };
        Reference: string;
        /** Format: date-time */
        RequestInstant: string;
        RescheduleRequest: {
            start: components["schemas"]["RequestInstant"];
            duration?: number | null;
            consultantId?: string | null;
        };
        Restore: {
            version: number;
        };
        Settings: {
            company: {
                name?: string;
                timezone?: components["schemas"]["Timezone"];
                staffLanguage?: components["schemas"]["Language"];
                imprint?: string;
            };
            branding: {
                color?: string;
                /** Format: uri */
                logo?: string;
            };
            languages: components["schemas"]["Language"][];
            hero: {
                title: components["schemas"]["Texts"];
                text: components["schemas"]["Texts"];
            };
            confirmation: {
                thanks?: components["schemas"]["Texts"];
                preparation?: components["schemas"]["Texts"];
            };
            consents: {
                version: string;
                terms: {
                    text: components["schemas"]["Texts"];
                    /** Format: uri */
                    url?: string;
                };
                privacy: {
                    text: components["schemas"]["Texts"];
                    /** Format: uri */
                    url?: string;
                };
                marketing?: {
                    text: components["schemas"]["Texts"];
                    /** Format: uri */
                    url?: string;
                };
                recording?: {
                    text: components["schemas"]["Texts"];
                    /** Format: uri */
                    url?: string;
                };
            };
            policies: {
                /** Format: uri */
                privacy?: string;
                /** Format: uri */
                terms?: string;
                /** Format: uri */
                imprint?: string;
                cancellation?: components["schemas"]["Texts"];
            };
            badges: components["schemas"]["NamedMark"][];
            logos: components["schemas"]["NamedMark"][];
            testimonials: {
                text: components["schemas"]["Texts"];
                author: string;
                company?: string;
                rating?: number;
                consultantId?: components["schemas"]["ConsultantId"];
            }[];
            showsStatistics: boolean;
            faq: {
                question: components["schemas"]["Texts"];
                answer: components["schemas"]["Texts"];
                /** @enum {string} */
                onlyWith?: "meetingLink" | "changes";
            }[];
            support: {
                email?: string;
                phone?: string;
                /** Format: uri */
                url?: string;
            };
            display: {
                /** @enum {string} */
                consultants?: "grid" | "list" | "carousel";
                hideWeekends?: boolean;
                valueProposition?: components["schemas"]["Texts"][];
                showPhotos?: boolean;
                showBios?: boolean;
                showRatings?: boolean;
                showAvailability?: boolean;
                filters?: ("expertise" | "language" | "timeframe" | "preferredTime" | "meetingType" | "minRating" | "experience")[];
                /** @enum {string} */
                cardLayout?: "compact" | "detailed";
                /** @enum {string} */
                photoShape?: "circle" | "rounded" | "square";
            };
            changes: {
                allowRescheduling?: boolean;
                allowCancellation?: boolean;
                deadlineHours?: number;
            };
            /** @enum {string} */
            phone: "optional" | "required";
            /** @enum {string} */
            recording: "ask" | "never";
            refundPolicy?: {
                [key: string]: string;
            };
            meetings: {
                url?: string;
            };
            reminders: {
                clientHours?: number;
                consultantHours?: number;
                attendanceCheckMinutes?: number;
                autoCompleteHours?: number;
                followUpHours?: number;
                noShowFollowUpMinutes?: number;
                feedbackWithoutConsent?: boolean;
            };
            retention: {
                days?: number;
            };
            limits: {
                bookingsPerClient?: number;
                bookingsPerPhone?: number;
                bookingsPerNetwork?: number;
                lookupsPerNetwork?: number;
                lookupFailuresPerHour?: number;
                lookupFailuresPerDay?: number;
                movesPerDay?: number;
                movesPerBooking?: number;
                pressurePerNetwork?: number;
                pressurePerConsultant?: number;
                pressureInAll?: number;
            };
            protection: {
                /** @enum {string} */
                challenge?: "never" | "under_pressure" | "always";
                challengeEffort?: number;
                minimumFillSeconds?: number;
                blockedNetworks?: string[];
                blockedEmailDomains?: string[];
            };
            textMessages: {
                countries?: string[];
            };
            sharedAddresses?: string[];
            access: {
                consultantsMayEditSchedule?: boolean;
                consultantsMayReassign?: boolean;
                consultantsSeeTeamTotals?: boolean;
                managersMayExport?: boolean;
            };
            singleSignOn: {
                groups?: {
                    [key: string]: "admin" | "manager" | "consultant" | "viewer";
                };
            };
        };
        SettingsChange: {
            company?: components["schemas"]["Settings"]["company"];
            branding?: components["schemas"]["Settings"]["branding"];
            languages?: components["schemas"]["Settings"]["languages"];
            hero?: components["schemas"]["Settings"]["hero"];
            confirmation?: components["schemas"]["Settings"]["confirmation"];
            consents?: components["schemas"]["Settings"]["consents"];
            policies?: components["schemas"]["Settings"]["policies"];
            badges?: components["schemas"]["Settings"]["badges"];
            logos?: components["schemas"]["Settings"]["logos"];
            testimonials?: components["schemas"]["Settings"]["testimonials"];
            showsStatistics?: components["schemas"]["Settings"]["showsStatistics"];
            faq?: components["schemas"]["Settings"]["faq"];
            support?: components["schemas"]["Settings"]["support"];
            display?: components["schemas"]["Settings"]["display"];
            changes?: components["schemas"]["Settings"]["changes"];
            phone?: components["schemas"]["Settings"]["phone"];
            recording?: components["schemas"]["Settings"]["recording"];
            refundPolicy?: components["schemas"]["Settings"]["refundPolicy"];
            meetings?: components["schemas"]["Settings"]["meetings"];
            reminders?: components["schemas"]["Settings"]["reminders"];
            retention?: components["schemas"]["Settings"]["retention"];
            limits?: components["schemas"]["Settings"]["limits"];
            protection?: components["schemas"]["Settings"]["protection"];
            textMessages?: components["schemas"]["Settings"]["textMessages"];
            sharedAddresses?: components["schemas"]["Settings"]["sharedAddresses"];
            access?: components["schemas"]["Settings"]["access"];
            singleSignOn?: components["schemas"]["Settings"]["singleSignOn"];
        };
        SettingsSection: Record<string, never>;
        SettingsVersion: {
            version: number;
            changedAt?: components["schemas"]["Instant"];
            changedBy?: string;
            settings: Record<string, never>;
        };
        SettingsVersions: {
            items: {
                version: number;
                changedAt?: components["schemas"]["Instant"];
                changedBy?: string;
                sections: string[];
            }[];
            nextCursor?: string;
        };
        Template: {
            name: string;
            /** @enum {string} */
            audience: "client" | "consultant" | "team";
            /** @constant */
            channel: "mail";
            languages: {
                [key: string]: {
                    changed: boolean;
                    version: number;
                };
            };
            variables: {
                name: string;
                means: string;
                printable: boolean;
                sample: string | number | boolean | null;
            }[];
            samples: string[];
        };
        TemplateDraft: {
            subject: string;
            preheader?: string;
            headline?: string;
            sentences?: {
                [key: string]: string | string[];
            };
        };
        TemplateTrial: {
            subject?: string;
            preheader?: string;
            headline?: string;
            sentences?: {
                [key: string]: string | string[];
            };
            sample?: string;
        };
        TemplatePreview: {
            faults: components["schemas"]["Fault"][];
            subject?: string;
            text?: string;
            /** Format: uri */
            previewUrl?: string;
            expiresAt?: components["schemas"]["Instant"];
        };
        TemplateTexts: {
            name: string;
            language: components["schemas"]["Language"];
            version: number;
            changed: boolean;
            subject: string;
            preheader?: string;
            headline?: string;
            sentences: {
                [key: string]: string | string[];
            };
        };
        TemplateVersion: {
            version: number;
            changedAt?: components["schemas"]["Instant"];
            changedBy?: string;
            isReset: boolean;
            sentences: {
                [key: string]: string | string[];
            };
        };
        TemplateVersions: {
            items: {
                version: number;
                changedAt?: components["schemas"]["Instant"];
                changedBy?: string;
                isReset: boolean;
            }[];
            nextCursor?: string;
        };
        Site: {
            company: string;
            branding: {
                color?: string;
                /** Format: uri */
                logo?: string;
            };
            languages: components["schemas"]["Language"][];
            timezone: components["schemas"]["Timezone"];
            hero: {
                title: components["schemas"]["Texts"];
                text: components["schemas"]["Texts"];
            };
            confirmation: {
                thanks?: components["schemas"]["Texts"];
                preparation?: components["schemas"]["Texts"];
            };
            consents: {
                version: string;
                terms: {
                    text: components["schemas"]["Texts"];
                    /** Format: uri */
                    url?: string;
                };
                privacy: {
                    text: components["schemas"]["Texts"];
                    /** Format: uri */
                    url?: string;
                };
                marketing?: {
                    text: components["schemas"]["Texts"];
                    /** Format: uri */
                    url?: string;
                };
                recording?: {
                    text: components["schemas"]["Texts"];
                    /** Format: uri */
                    url?: string;
                };
            };
            policies: {
                /** Format: uri */
                privacy?: string;
                /** Format: uri */
                terms?: string;
                /** Format: uri */
                imprint?: string;
                cancellation?: components["schemas"]["Texts"];
            };
            changeDeadlineHours: number;
            changes: {
                allowRescheduling: boolean;
                allowCancellation: boolean;
            };
            /** @enum {string} */
            phone: "optional" | "required";
            badges: components["schemas"]["NamedMark"][];
            logos: components["schemas"]["NamedMark"][];
            testimonials: {
                text: components["schemas"]["Texts"];
                author: string;
                company?: string;
                rating?: number;
                consultantId?: components["schemas"]["ConsultantId"];
            }[];
            statistics?: {
                consultants: number;
                completedBookings: number;
                averageRating?: number;
                reviewCount: number;
            };
            faq: {
                question: components["schemas"]["Texts"];
                answer: components["schemas"]["Texts"];
            }[];
            support: {
                email?: string;
                phone?: string;
                /** Format: uri */
                url?: string;
            };
            display: {
                /** @enum {string} */
                consultants: "grid" | "list" | "carousel";
                hideWeekends: boolean;
                valueProposition: components["schemas"]["Texts"][];
                showPhotos: boolean;
                showBios: boolean;
                showRatings: boolean;
                showAvailability: boolean;
                filters: ("expertise" | "language" | "timeframe" | "preferredTime" | "meetingType" | "minRating" | "experience")[];
                /** @enum {string} */
                cardLayout: "compact" | "detailed";
                /** @enum {string} */
                photoShape: "circle" | "rounded" | "square";
            };
            challenge: boolean;
            formStart: boolean;
            zoneData: components["schemas"]["ZoneData"];
            zone?: components["schemas"]["Timezone"];
            offsets: components["schemas"]["ZoneOffsets"];
        };
        Slot: {
            start: components["schemas"]["Instant"];
            end: components["schemas"]["Instant"];
            consultantId: components["schemas"]["ConsultantId"];
            consultantIds?: components["schemas"]["ConsultantId"][];
            consultantCount?: number;
            available: boolean;
            conflictReason?: components["schemas"]["ConflictReason"];
            /** @constant */
            otherConsultant?: true;
        };
        /** @enum {string} */
        Status: "confirmed" | "rescheduled" | "cancelled" | "completed" | "no_show" | "unknown";
        Texts: {
            en?: string;
            de?: string;
            ru?: string;
        };
        Timezone: string;
        /** @constant */
        Unknown: "unknown";
        Window: {
            start: string;
            end: string;
        };
        WorkingTime: {
            timezone: components["schemas"]["Timezone"];
            schedule: components["schemas"]["Schedule"];
            rules: components["schemas"]["Rules"];
            holidays: components["schemas"]["ListedHoliday"][];
            version: number;
            changedAt?: components["schemas"]["Instant"];
            changedBy?: string;
        };
        WorkingTimeChanged: {
            timezone: components["schemas"]["Timezone"];
            schedule: components["schemas"]["Schedule"];
            rules: components["schemas"]["Rules"];
            holidays: components["schemas"]["ListedHoliday"][];
            version: number;
            changedAt?: components["schemas"]["Instant"];
            changedBy?: string;
            outside: components["schemas"]["OutsideBooking"][];
            outsideCount: number;
        };
        WorkingTimeRequest: {
            timezone: components["schemas"]["Timezone"];
            schedule: components["schemas"]["Schedule"];
            rules: components["schemas"]["Rules"];
        };
        ZoneData: string;
        ZoneOffsets: {
            zone: components["schemas"]["Timezone"];
            from: components["schemas"]["Instant"];
            to: components["schemas"]["Instant"];
            minutes: number;
        }[];
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
