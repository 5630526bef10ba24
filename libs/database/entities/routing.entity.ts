import { Column, Entity, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { ProcessStep } from './process-step.entity.js';

/** Ordered process steps that make a product, and how much one lot of it yields. */
@Entity('routings')
export class Routing {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ type: 'text', unique: true })
  code: string;

  @Column({ type: 'text' })
  name: string;

  /** Formula; the lot's costs are divided by its value. */
  @Column({ name: 'output_quantity', type: 'text' })
  outputQuantity: string;

  @Column({ name: 'output_unit', type: 'text' })
  outputUnit: string;

  /** Packed: see `packParameters`. */
  @Column({ type: 'bytea', default: '' })
  parameters: Buffer;

  @OneToMany(() => ProcessStep, (step) => step.routing)
  steps: Relation<ProcessStep>[];
}
