import { z } from 'zod';
import { described } from './described.ts';
import { lineField, portField } from './fields.ts';

/** A network that pods of an executor class may reach, besides DNS and the brokers. */
export const egressRule = z
  .strictObject({
    why: described(lineField, 'What pods need there.', {
      examples: ['Package registries, over HTTPS'],
    }),
    cidr: described(
      z.cidrv4({ error: 'an IPv4 network, for example 0.0.0.0/0', abort: true }),
      'IPv4 network that pods may reach, besides DNS and the brokers.',
      { examples: ['203.0.113.0/24'] },
    ),
    except: described(
      z.array(z.cidrv4({ error: 'an IPv4 network, for example 10.0.0.0/8', abort: true })),
      'Parts of the network that pods must not reach; `[]` for none. A network that holds the metadata address must name 169.254.169.254/32 or more.',
      { examples: [['169.254.0.0/16', '10.0.0.0/8']] },
    ),
    ports: described(z.array(portField).min(1, 'name the ports'), 'TCP ports that pods may reach.', {
      examples: [[443]],
    }),
  })
  .refine(
    (rule) => !covers(rule.cidr, metadataAddress) || rule.except.some((net) => covers(net, metadataAddress)),
    {
      path: ['except'],
      message: 'the network holds the metadata address: add 169.254.169.254/32 here',
    },
  )
  .refine((rule) => rule.except.every((net) => isWithin(net, rule.cidr)), {
    path: ['except'],
    message: 'Kubernetes refuses an exception that is not a smaller part of its network: remove it',
  });

const metadataAddress = '169.254.169.254';

function covers(cidr: string, address: string): boolean {
  const [network = '', bits = '32'] = cidr.split('/');
  const shift = 32 - Number(bits);
  return shift >= 32 || toNumber(network) >> BigInt(shift) === toNumber(address) >> BigInt(shift);
}

/** Whether a network is a part of another one, and smaller (Kubernetes, `ValidateIPBlock`). */
function isWithin(part: string, whole: string): boolean {
  const [network = '', bits = '32'] = part.split('/');
  return covers(whole, network) && Number(bits) > Number(whole.split('/')[1] ?? '32');
}

function toNumber(address: string): bigint {
  return address.split('.').reduce((sum, part) => (sum << 8n) | BigInt(Number(part)), 0n);
}
