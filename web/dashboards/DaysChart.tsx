import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import type { DashboardView } from '../../server/dashboards/contract.ts';
import { useDashboardTexts } from './texts.ts';

echarts.use([BarChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const SERIES = [['done', '#1b6e45'], ['live', '#0b6570'], ['late', '#b3261e'], ['planned', '#9aa5ab']] as const;

/** Visits by day, stacked by how far they are. The numbers are in the table below for whoever can't see it. */
export function DaysChart({ days }: Pick<DashboardView, 'days'>) {
  const t = useDashboardTexts();
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!element.current) return undefined;
    const chart = echarts.init(element.current, undefined, { renderer: 'svg' });
    chart.setOption({
      animation: false,
      color: SERIES.map(([, color]) => color),
      grid: { left: 8, right: 8, top: 40, bottom: 8, containLabel: true },
      legend: { top: 0, itemGap: 18 },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'category', data: days.map(({ day }) => day.slice(5)) },
      yAxis: { type: 'value', minInterval: 1 },
      series: SERIES.map(([name]) => ({ name: t(name), type: 'bar', stack: 'visits', data: days.map((one) => one[name]) })),
    });
    const observer = new ResizeObserver(() => { chart.resize(); });
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [days, t]);
  return <div ref={element} role="img" aria-label={t('days')} style={{ height: 280 }} />;
}
