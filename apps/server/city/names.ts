import type { Label } from '@kuaiji/catalog'
import { type Random, shuffled } from './random.ts'

/** Invented names: a first and a second sign, each with its reading. Readings are unique within each list. */
const first = read(
  '云yun 松song 溪xi 霞xia 竹zhu 桐tong 岚lan 望wang 清qing 碧bi 星xing 雪xue 月yue 海hai 江jiang 湖hu 河he 石shi ' +
    '金jin 银yin 玉yu 春chun 秋qiu 冬dong 南nan 北bei 朝chao 晨chen 暮mu 风feng 雷lei 光guang 明ming 平ping 安an ' +
    '康kang 宁ning 福fu 乐le 嘉jia 泰tai 瑞rui 德de 信xin 仁ren 义yi 礼li 智zhi 文wen 书shu 耕geng 桑sang 麦mai ' +
    '稻dao 茶cha 梅mei 菊ju 柳liu 槐huai 杉shan 柏bai 樟zhang 桃tao 枣zao 橙cheng 鹭lu 雁yan 鹰ying 鸥ou',
)
const second = read(
  '川chuan 汀ting 屿yu 浦pu 渡du 桥qiao 塘tang 湾wan 滩tan 岸an 林lin 园yuan 台tai 楼lou 阁ge 门men 坊fang 埠bu ' +
    '丘qiu 岭ling 坡po 谷gu 泉quan 池chi 汇hui 沙sha 港gang 堤di 坝ba 田tian 庄zhuang 村cun 屯tun 店dian 场chang ' +
    '山shan 水shui 波bo 涛tao 汐xi 华hua 阳yang 景jing 秀xiu 荣rong 盛sheng 兴xing 禾he 亩mu 集ji',
)

interface Sign {
  readonly zh: string
  readonly en: string
}

/** Hands out two-sign names, each once. Throws when it runs dry. */
export function nameGiver(random: Random, taken: readonly string[] = []): () => Sign {
  const used = new Set(taken)
  const all = shuffled(
    random,
    first.flatMap(a => second.map(b => ({ zh: a.zh + b.zh, en: capital(a.en) + b.en }))),
  ).filter(name => !used.has(name.zh))
  let given = 0
  return () => {
    const name = all[given++]
    if (name === undefined) throw new Error(`no more than ${all.length} names`)
    return name
  }
}

export function named({ zh, en }: Sign, suffix: Label): Label {
  return { zh: zh + suffix.zh, en: `${en} ${suffix.en}` }
}

function read(list: string): Sign[] {
  return list.split(' ').map(item => ({ zh: item[0]!, en: item.slice(1) }))
}

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1)
}
