-- A million cases of eight years in twelve offices: names as common as they are, three in a hundred waiting.
insert into office (id, city, names, postal_address, telephone, fax)
select 'office-' || n, '4101', names, postal_address, telephone, fax
from office, generate_series(1, 12) n where id = 'centre';

with letters as (
  select regexp_split_to_array('王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤', '') as family
       , regexp_split_to_array('伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红鹏飞建国志文晓春梅兰海燕宇欣怡浩然子涵梓轩雨泽思远一诺嘉俊熙佳琪若曦安宁乐瑶晨阳天翔博航凯旋丹青云松柏竹菊荷莲波涌泉溪川岳峰岩林森木火土金水日月星辰', '') as given
       , regexp_split_to_array('华夏中原大地长河东方新星光明远景蓝天绿野宏图伟业科技信息网络数据文化传媒贸易物流建设工程', '') as firm
)
insert into application (id, reference, kind, state, version, round, language, created_at, changed_at
  , submitted_at, due_on, subject_name, subject_index, office_id)
select gen_random_uuid()
     , overlay(overlay(lpad(upper(translate(to_hex(n::bigint * 7919 + 4294967296), '01', 'xy')), 10, 'Z')
         placing '-' from 5 for 0) placing '-' from 10 for 0)
     , 'registration'
     , case when fate < 0.03 then 'submitted' when fate < 0.05 then 'returned' when fate < 0.90 then 'approved'
            when fate < 0.97 then 'refused' else 'withdrawn' end
     , 1, 1, 'zh-CN', at, at, at, (at + interval '9 days')::date
     , case when size < 0.8
         then family[1 + floor(power(random(), 2) * array_length(family, 1))::int]
           || given[1 + floor(random() * array_length(given, 1))::int]
           || case when random() < 0.8 then given[1 + floor(random() * array_length(given, 1))::int] else '' end
         -- `n` in it, or one firm would do for all.
         else '郑州' || (select string_agg(firm[1 + floor(random() * array_length(firm, 1) + 0 * k + 0 * n)::int], '')
           from generate_series(1, 6) k) || '有限公司'
       end
     -- Found as one from before anything was sealed.
     , convert_to(number, 'UTF8')
     , 'office-' || (1 + floor(random() * 12))::int
from letters, generate_series(1, 1000000) n
   , lateral (select random() as fate, random() as size, timestamptz '2018-11-01' + n * interval '4 minutes' as at
       , lpad((n::bigint * 7919)::text, 18, '4101') as number) one;
vacuum analyze application;
