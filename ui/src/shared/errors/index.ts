export {
  CLASSIFICATIONS,
  classify,
  sentenceOf,
  wireError,
  type Classification,
  type ErrorAction,
  type Severity,
} from './classification';
export { report, setTakeStep, takeStep, type TakeStep } from './report';
