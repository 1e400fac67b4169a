import { nameWeight } from '../catalog/commandNames.ts';
import { fitsMethod } from './argumentShape.ts';
import { redisName } from './clientName.ts';
import type { Flow } from './flow.ts';
import type { Place } from './place.ts';
import { rawForm } from './rawForm.ts';
import type { CallSite } from './summary.ts';
import { bestClient, type ClientValue, client, type Values } from './value.ts';

/** How a receiver was recognised: traced through the code, by its name, or by a command that only Redis has. */
export type Recognition = 'traced' | 'named' | 'onlyRedis';

/** The client that a call site sends its command to, or undefined where nothing makes it one. */
export function siteClient(
  flow: Flow,
  site: CallSite,
  place: Place,
): { readonly client: ClientValue; readonly by: Recognition } | undefined {
  if (site.carrier !== undefined) {
    return traced(flow.yielded(site.carrier, place, 0));
  }
  const { call } = site;
  if (call.receiver === undefined) {
    return bareSite(flow, site, place);
  }
  const values = flow.values(call.receiver, place);
  const found = traced(values);
  if (found !== undefined) {
    return found;
  }
  if (values.length > 0 && values.every((value) => isForeignToRedis(flow, value, call.method))) {
    return undefined;
  }
  const name = redisName(call.receiver);
  const raw = rawForm(call);
  const weight = nameWeight(call.method);
  if (name !== undefined && (raw !== undefined || weight === 'unique' || fitsMethod(call))) {
    return { client: supposed(`\`${name}\``), by: 'named' };
  }
  const only =
    raw === undefined
      ? weight === 'unique' && fitsMethod(call)
      : /^[A-Z]+$/.test(literal(raw.word)) && isUnique(raw.command);
  if (only && place.file.mentionsRedis && call.receiver.kind !== 'constant') {
    return { client: supposed(raw?.command ?? call.method), by: 'onlyRedis' };
  }
  return undefined;
}

function traced(values: Values) {
  const found = bestClient(values);
  return found === undefined ? undefined : { client: found, by: 'traced' as const };
}

function bareSite(flow: Flow, site: CallSite, place: Place) {
  const { call } = site;
  const delegates = flow.bareMembers(call.method, place);
  if (delegates.length > 0 && rawForm(call) === undefined) {
    return undefined;
  }
  const self = flow.fold.selfOf(place.file, place.scope);
  if (!self.singleton && flow.standsFor(self.entry).length > 0) {
    return traced(flow.standsFor(self.entry));
  }
  return undefined;
}

function isForeignToRedis(flow: Flow, value: Values[number], method: string): boolean {
  switch (value.kind) {
    case 'other':
    case 'collection':
    case 'proc':
    case 'class':
      return true;
    case 'instance':
      return (
        flow.hierarchy.isClosed(value.entry) ||
        flow.hierarchy.members({ entry: value.entry, singleton: false }, method).length > 0
      );
    default:
      return false;
  }
}

function supposed(source: string): ClientValue {
  return client('unknown', { confidence: 'likely', source });
}

function literal(word: { readonly kind: string; readonly value?: unknown }): string {
  return typeof word.value === 'string' ? word.value : '';
}

function isUnique(command: string): boolean {
  return nameWeight(command.toLowerCase()) !== 'common';
}
