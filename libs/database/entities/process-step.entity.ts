import type { CostComponent } from '#costing';
import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Process } from './process.entity.js';
import { Routing } from './routing.entity.js';

/** One step of a routing: a process, its cost formula and where the cost goes. */
@Entity('process_steps')
export class ProcessStep {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @ManyToOne(() => Routing, (routing) => routing.steps, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'routing_id' })
  routing: Relation<Routing>;

  /** Steps run in this order. */
  @Column({ name: 'sequence_order', type: 'smallint' })
  sequenceOrder: number;

  /** Later formulas use the step's value by this name. */
  @Column({ type: 'text' })
  code: string;

  @ManyToOne(() => Process, { nullable: true })
  @JoinColumn({ name: 'process_id' })
  process: Relation<Process> | null;

  @Column({ name: 'formula_expression', type: 'text' })
  formulaExpression: string;

  @Column({ name: 'cost_component', type: 'text' })
  costComponent: CostComponent;
}
