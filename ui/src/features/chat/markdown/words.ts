/** The words of a rendered answer. */
import { formatNumber, t } from '../../../shared/i18n';
import type { Words } from './html';

export function words(): Words {
  return {
    copy: t('chat-code-copy'),
    copied: t('chat-code-copied'),
    code: t('chat-code'),
    table: t('chat-table'),
    image: (alt) => (alt ? t('chat-image-alt', { alt }) : t('chat-image')),
    showAll: (characters) => t('chat-show-all', { count: formatNumber(characters) }),
    tooLarge: t('chat-too-large'),
  };
}
