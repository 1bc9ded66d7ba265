import { z } from 'zod';
import { lineField, portField } from './fields.ts';

/** A network that pods of an executor class may reach, besides DNS and the brokers. */
export const egressRule = z
  .strictObject({
    why: lineField,
    cidr: z.cidrv4({ error: 'an IPv4 network, for example 0.0.0.0/0', abort: true }),
    except: z.array(z.cidrv4({ error: 'an IPv4 network, for example 10.0.0.0/8', abort: true })),
    ports: z.array(portField).min(1, 'name the ports'),
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
