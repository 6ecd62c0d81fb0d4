import { Button } from 'antd';
import { useRouteError } from 'react-router';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { useKitTexts } from '../kit/texts.ts';

/** The last net: a page that broke says so and offers the way back. */
export function CrashPage() {
  const kit = useKitTexts();
  return (
    <ErrorNotice page error={useRouteError()}>
      <Button type="primary" size="large" style={{ marginTop: 18 }} onClick={() => { location.reload(); }}>
        {kit('reload')}
      </Button>
    </ErrorNotice>
  );
}
