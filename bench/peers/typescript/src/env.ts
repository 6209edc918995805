// What the platform gives, and what the steps of a request hand on.
import type { Format } from "./negotiation";

export type Env = { DB: D1Database; JWT_HS256_SECRET: string; JWT_ISSUER: string; JWT_AUDIENCE: string };

export type AppEnv = {
  Bindings: Env;
  Variables: {
    startedAt: number;
    transactionId: string;
    user: string;
    caller: string;
    answerFormat: Format;
    requestFormat: Format;
    error: { code: string; reason?: string };
    d1: { statements: number; ms: number };
  };
};
