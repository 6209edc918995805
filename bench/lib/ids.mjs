// The ids of the records that the calls refer to. They follow from a number, in JavaScript and in SQL alike, and have the
// form of UUIDv7, so that they sort before those that the Workers make.

/** 2026-01-01, in milliseconds since 1970: the records of the calls. */
const CALLS_FROM = Date.UTC(2026, 0, 1);
/** 2025-01-01: the records that are merely there. */
const OTHERS_FROM = Date.UTC(2025, 0, 1);

/** Of each kind of record: its digits within the id, and its first moment. */
export const KINDS = {
  createInteraction: { digits: "001", from: CALLS_FROM },
  updateInteraction: { digits: "002", from: CALLS_FROM },
  updateAction: { digits: "102", from: CALLS_FROM },
  endInteraction: { digits: "003", from: CALLS_FROM },
  endAction: { digits: "103", from: CALLS_FROM },
  end10Interaction: { digits: "004", from: CALLS_FROM },
  end10Action: { digits: "104", from: CALLS_FROM },
  end100Interaction: { digits: "005", from: CALLS_FROM },
  end100Action: { digits: "105", from: CALLS_FROM },
  otherInteraction: { digits: "006", from: OTHERS_FROM },
  otherAction: { digits: "106", from: OTHERS_FROM },
};

const hex = (number, length) => number.toString(16).padStart(length, "0");

export const id = ({ digits, from }, number) => `${hex(from + number, 12)}7${digits}8${hex(number, 15)}`;

export const sqlId = ({ digits, from }, number) => `printf('%012x7${digits}8%015x', ${from} + ${number}, ${number})`;
