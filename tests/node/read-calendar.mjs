// A calendar on standard input, as ical.js (Thunderbird's reader) understands it: its events as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf-8")));
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return [event.uid, event.startDate.toUnixTime(), event.endDate.toUnixTime(), component.getFirstPropertyValue("status")];
});
console.log(JSON.stringify(events));
