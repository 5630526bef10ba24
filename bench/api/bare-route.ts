import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { letGoOfParent, onStop } from '#platform';

/** As long as a cost summary, and always the same. */
const CONSTANT = {
  variant_id: '6f1c1f9e-6a0e-5e0d-9d3c-1d1b4f0a7c11',
  sku: 'SYN-000001-0001',
  currency: 'IDR',
  output_unit: 'kg',
  total_material_cost: '36.027778',
  total_process_cost: '12.500000',
  total_overhead: '3.250000',
  grand_total: '51.777778',
  job_no: 1,
  as_of: '2026-06-30',
  calculated_at: '2026-06-30T17:59:00.000Z',
  status: 'CURRENT',
};

@Controller('constant')
class ConstantController {
  @Get()
  constant(): object {
    return CONSTANT;
  }
}

@Module({ controllers: [ConstantController] })
class BareModule {}

/** What Nest and express cost by themselves: a route that answers a constant. Tells its parent where it listens. */
async function main(): Promise<void> {
  const app = await NestFactory.create(BareModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  onStop(() => void app.close().then(letGoOfParent));
  process.send?.({ listening: await app.getUrl() });
}

void main();
