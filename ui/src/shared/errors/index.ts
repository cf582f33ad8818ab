export {
  CLASSIFICATIONS,
  classify,
  sentenceOf,
  wireError,
  type Classification,
  type ErrorAction,
  type Severity,
} from './classification';
export { report, setTakeStep, type TakeStep } from './report';
